package io.pgqueue.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.NextSchedule;
import io.pgqueue.internal.store.SlotStore;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@Tag("database")
class ScheduleServiceTest {

    private static final String HOURLY = "\"cron\": \"0 0 * * * *\", \"zone\": \"UTC\"";

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());
    private final SlotStore store = new SlotStore(new Database(database.dataSource(), "pgqueue"));
    private final List<Integer> announced = new ArrayList<>();
    private final ScheduleService service = new ScheduleService(store, new Announcer() {
        @Override
        public void workAvailable(Collection<Integer> kindIds) {
            announced.addAll(kindIds);
        }

        @Override
        public void laneChanged(int kindId, String orderingKey) {}

        @Override
        public void taskMoved(long taskId) {}

        @Override
        public void cancelRequested(long taskId) {}
    });

    @BeforeEach
    void create() {
        jdbc.update("insert into pgqueue.kind (name) values ('report')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void addsATaskWithTheContentOfTheSchedule() {
        schedule("hourly", HOURLY, "");
        Instant slot = slotsBack("hourly", 0);

        assertThat(service.runOnce()).isOne();

        assertThat(jdbc.queryForMap(
                        "select kind, priority, payload::text as payload, available_at <= now() as available"
                                + " from pgqueue.tasks"))
                .containsEntry("kind", "report")
                .containsEntry("priority", 7)
                .containsEntry("payload", "{\"of\": \"orders\"}")
                .containsEntry("available", true);
        assertThat(header("pgqueue-schedule")).containsExactly("hourly");
        assertThat(header("pgqueue-slot")).containsExactly(slot.toString());
        assertThat(header("trace")).containsExactly("yes");
        assertThat(announced).hasSize(1);
    }

    @Test
    void advancesToTheNextSlot() {
        schedule("hourly", HOURLY, "");
        Instant slot = slotsBack("hourly", 0);

        service.runOnce();

        assertThat(nextSlot("hourly")).isEqualTo(slot.plus(Duration.ofHours(1)));
        assertThat(service.runOnce()).isZero();
        assertThat(jdbc.queryForMap("select last_slot = next_slot - interval '1 hour' as last,"
                        + " last_fired_at > now() - interval '1 minute' as fired,"
                        + " last_task = (select id from pgqueue.task) as task from pgqueue.schedules"))
                .doesNotContainValue(false);
    }

    @Test
    void makesUpForWhatWasMissedAsTheScheduleSays() {
        schedule("skips", HOURLY, "\"missed\": \"skip\"");
        schedule("one", HOURLY, "\"missed\": \"one\"");
        schedule("all", HOURLY, "\"missed\": \"all\", \"missed_limit\": 4, \"overlap\": \"queue\"");
        for (String name : List.of("skips", "one", "all")) {
            slotsBack(name, 8);
        }
        // the latest slot is within the grace during the first minute of an hour
        boolean inGrace = databaseNow().atOffset(ZoneOffset.UTC).getMinute() == 0;

        service.runOnce();

        assertThat(header("pgqueue-schedule")).filteredOn("one"::equals).hasSize(1);
        assertThat(header("pgqueue-schedule")).filteredOn("all"::equals).hasSize(4);
        assertThat(header("pgqueue-schedule")).filteredOn("skips"::equals).hasSize(inGrace ? 1 : 0);
        assertThat(nextSlot("all")).isEqualTo(nextSlot("one")).isEqualTo(nextSlot("skips"));
    }

    @Test
    void leavesASlotOutWhileAnEarlierTaskIsLive() {
        schedule("hourly", HOURLY, "");
        slotsBack("hourly", 0);
        service.runOnce();
        for (int status : new int[] {0, 1, 2}) {
            jdbc.update("update pgqueue.task set status = ?", status);
            slotsBack("hourly", 0);

            assertThat(service.runOnce()).as("status " + status).isZero();
        }
        assertThat(jdbc.queryForObject("select skipped from pgqueue.schedules", Long.class))
                .isEqualTo(3);

        jdbc.update("delete from pgqueue.task");
        slotsBack("hourly", 0);

        assertThat(service.runOnce()).isOne();
    }

    @Test
    void addsOneOfSeveralMissedSlotsWhereTheyMustNotOverlap() {
        schedule("hourly", HOURLY, "\"missed\": \"all\", \"missed_limit\": 10, \"overlap\": \"skip\"");
        slotsBack("hourly", 4);

        assertThat(service.runOnce()).isOne();
        assertThat(jdbc.queryForObject("select skipped from pgqueue.schedules", Long.class))
                .isEqualTo(4);
    }

    @Test
    void addsATaskBesideALiveOneWhereThatIsWanted() {
        schedule("hourly", HOURLY, "\"overlap\": \"queue\"");
        for (int round = 0; round < 3; round++) {
            slotsBack("hourly", 0);
            assertThat(service.runOnce()).isOne();
        }
    }

    @Test
    void delaysTheTaskAndNotTheSlotByTheJitter() {
        schedule("hourly", HOURLY, "\"jitter_millis\": 3600000, \"overlap\": \"queue\"");
        for (int round = 0; round < 20; round++) {
            slotsBack("hourly", 0);
            service.runOnce();
        }

        List<Duration> delays = jdbc
                .queryForList(
                        "select (extract(epoch from available_at - created_at) * 1000)::bigint from pgqueue.task",
                        Long.class)
                .stream()
                .map(Duration::ofMillis)
                .toList();
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ZERO, Duration.ofHours(1)))
                .anySatisfy(delay -> assertThat(delay).isGreaterThan(Duration.ofMinutes(5)));
        assertThat(delays.stream().distinct().count()).isGreaterThan(10);
        assertThat(nextSlot("hourly").atOffset(ZoneOffset.UTC).getMinute()).isZero();
    }

    @Test
    void firesNothingThatIsPausedOrRetired() {
        schedule("paused", HOURLY, "");
        schedule("retired", HOURLY, "");
        slotsBack("paused", 1);
        slotsBack("retired", 1);
        jdbc.update("update pgqueue.schedule set paused_at = now() where name = 'paused'");
        jdbc.update("update pgqueue.schedule set retired_at = now(), retired_as = 'removed' where name = 'retired'");

        assertThat(service.runOnce()).isZero();
    }

    @Test
    void isRefusedASlotThatIsNotDueByTheClockOfTheDatabase() {
        schedule("hourly", HOURLY, "");
        Instant next = databaseNow().plus(Duration.ofMinutes(30));
        jdbc.update("update pgqueue.schedule set next_slot = ?", next.atOffset(ZoneOffset.UTC));
        NextSchedule schedule = store.next(10).get(0);

        // as an instance would do it whose clock is an hour ahead
        assertThat(store.fire(schedule, List.of(next), next.plus(Duration.ofHours(1))))
                .isEmpty();
        assertThat(tasks()).isZero();
        assertThat(nextSlot("hourly")).isEqualTo(next);
    }

    @Test
    void isRefusedASlotThatWasFired() {
        schedule("hourly", HOURLY, "\"overlap\": \"queue\"");
        Instant slot = slotsBack("hourly", 0);
        NextSchedule before = store.next(10).get(0);
        service.runOnce();

        assertThat(store.fire(before, List.of(slot), slot.plus(Duration.ofHours(1))))
                .isEmpty();
        assertThat(tasks()).isOne();
    }

    @Test
    void isRefusedAScheduleThatChangedSinceItWasRead() {
        schedule("hourly", HOURLY, "");
        Instant slot = slotsBack("hourly", 0);
        NextSchedule before = store.next(10).get(0);
        jdbc.update("update pgqueue.schedule set revision = revision + 1");

        assertThat(store.fire(before, List.of(slot), slot.plus(Duration.ofHours(1))))
                .isEmpty();
    }

    @Test
    void doesNotWaitForAnInstanceThatIsAtIt() throws Exception {
        schedule("hourly", HOURLY, "");
        slotsBack("hourly", 0);
        try (var other = database.direct().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from pgqueue.schedule for no key update");

            assertThat(service.runOnce()).isZero();
            other.rollback();
        }

        assertThat(service.runOnce()).isOne();
    }

    @Test
    void firesTheOthersThoughOneCannotBeRead() {
        schedule("broken", "\"cron\": \"nonsense\", \"zone\": \"UTC\"", "");
        schedule("elsewhere", "\"cron\": \"0 0 * * * *\", \"zone\": \"Mars/Olympus\"", "");
        schedule("hourly", HOURLY, "");
        jdbc.update("update pgqueue.schedule set next_slot = now() - interval '1 day'");

        assertThat(service.runOnce()).isOne();
        assertThat(header("pgqueue-schedule")).containsExactly("hourly");
    }

    @Test
    void endsWithItsLastSlot() {
        schedule("once", "\"cron\": \"0 0 0 30 2 *\", \"zone\": \"UTC\"", "");
        jdbc.update("update pgqueue.schedule set next_slot = now() - interval '1 second'");

        assertThat(service.runOnce()).isOne();
        assertThat(service.runOnce()).isZero();
        assertThat(jdbc.queryForObject("select next_slot is null from pgqueue.schedule", Boolean.class))
                .isTrue();
    }

    private void schedule(String name, String times, String more) {
        String definition = "{\"kind\": \"report\", \"priority\": 7, \"headers\": {\"trace\": \"yes\"}, \"payload\":"
                + " {\"of\": \"orders\"}, \"jitter_millis\": 0, \"missed\": \"one\", \"missed_limit\": 10, \"overlap\":"
                + " \"skip\", " + times + "}";
        jdbc.update(
                "insert into pgqueue.schedule (name, edited, next_slot) values (?, ?::jsonb || ?::jsonb, now())",
                name,
                definition,
                "{" + more + "}");
    }

    /** Sets the schedule back to the slot of this hour, or so many before it. */
    private Instant slotsBack(String name, int slots) {
        jdbc.update(
                "update pgqueue.schedule set next_slot = date_trunc('hour', now()) - ? * interval '1 hour' where name = ?",
                slots,
                name);
        return nextSlot(name);
    }

    private Instant nextSlot(String name) {
        return jdbc.queryForObject("select next_slot from pgqueue.schedule where name = ?", OffsetDateTime.class, name)
                .toInstant();
    }

    private Instant databaseNow() {
        return jdbc.queryForObject("select now()", OffsetDateTime.class).toInstant();
    }

    private List<String> header(String name) {
        return jdbc.queryForList("select headers->>? from pgqueue.task order by id", String.class, name);
    }

    private long tasks() {
        return jdbc.queryForObject("select count(*) from pgqueue.task", Long.class);
    }
}
