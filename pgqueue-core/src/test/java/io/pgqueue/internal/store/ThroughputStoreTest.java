package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgqueue.KindThroughput;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@Tag("database")
class ThroughputStoreTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());
    private final ThroughputStore store = new ThroughputStore(new Database(database.dataSource(), "pgqueue"));
    private final int mail = kind("mail");
    private final int ship = kind("ship");

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void addsUpAllInstancesByKindAndTime() {
        store.write(1, List.of(minute(mail, 0, 1), minute(ship, 0, 10)));
        store.write(2, List.of(minute(mail, 0, 2)));
        store.write(1, List.of(minute(mail, HOUR.toMillis() * 3, 4)));

        List<KindThroughput> day = store.read(DAY, DAY.multipliedBy(2));
        List<KindThroughput> minutes = store.read(DAY, MINUTE);

        assertThat(day).extracting(KindThroughput::kind).contains("mail", "ship");
        assertThat(day.stream().filter(one -> one.kind().equals("mail")).mapToLong(KindThroughput::succeeded))
                .satisfies(sums -> assertThat(
                                sums.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(7 * 3));
        assertThat(minutes).extracting(KindThroughput::kind).containsExactly("mail", "mail", "ship");
        assertThat(minutes.get(0).from()).isBefore(minutes.get(1).from());
        assertThat(minutes.get(1).from())
                .isBetween(Instant.now().minus(Duration.ofMinutes(2)), Instant.now())
                .satisfies(from -> assertThat(from.getEpochSecond() % 60).isZero());
    }

    @Test
    void addsToWhatAnInstanceWroteOfTheSameMinute() {
        // noon, so that the minute does not change in between
        long age = sinceNoonUtc();
        store.write(1, List.of(minute(mail, age, 1), minute(mail, age, 5)));
        store.write(1, List.of(minute(mail, age, 3)));

        KindThroughput all = store.read(DAY.multipliedBy(2), HOUR).get(0);

        assertThat(all.enqueued()).isEqualTo(9);
        assertThat(all.duplicates()).isEqualTo(9 * 2);
        assertThat(all.succeeded()).isEqualTo(9 * 3);
        assertThat(all.failed()).isEqualTo(9 * 4);
        assertThat(all.retried()).isEqualTo(9 * 5);
        assertThat(all.usedUp()).isEqualTo(9 * 6);
        assertThat(all.cancelled()).isEqualTo(9 * 7);
        assertThat(all.attempts()).isEqualTo(9 * 8);
        assertThat(all.waited()).isEqualTo(Duration.ofMillis(9 * 9));
        assertThat(all.longestWait()).isEqualTo(Duration.ofMillis(5 * 10));
        assertThat(all.ran()).isEqualTo(Duration.ofMillis(9 * 11));
        assertThat(all.longestRun()).isEqualTo(Duration.ofMillis(5 * 12));
    }

    @Test
    void leavesOutWhatIsBeforeTheWindow() {
        store.write(1, List.of(minute(mail, HOUR.toMillis() * 3, 1)));

        assertThat(store.read(HOUR, MINUTE)).isEmpty();
        assertThat(store.read(HOUR.multipliedBy(4), MINUTE)).hasSize(1);
    }

    @Test
    void writesWhatWasHeldBackUnderItsOwnMinute() {
        store.write(1, List.of(minute(mail, MINUTE.toMillis() * 10, 1), minute(mail, MINUTE.toMillis() * 5, 1)));

        List<KindThroughput> minutes = store.read(HOUR, MINUTE);

        assertThat(minutes).hasSize(2);
        assertThat(Duration.between(minutes.get(0).from(), minutes.get(1).from()))
                .isEqualTo(MINUTE.multipliedBy(5));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.read(Duration.ofSeconds(59), MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> store.read(DAY.multipliedBy(9), HOUR));
        assertThatIllegalArgumentException().isThrownBy(() -> store.read(HOUR, Duration.ofSeconds(90)));
        assertThatIllegalArgumentException().isThrownBy(() -> store.read(HOUR, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.read(DAY.multipliedBy(2), MINUTE))
                .withMessageContaining("at most 1500 in the window");
    }

    private long sinceNoonUtc() {
        Long age = jdbc.queryForObject(
                "select 1000 * extract(epoch from now() - date_bin('1 day', now(), '2000-01-01 12:00:30Z'))::bigint",
                Long.class);
        return age == null ? -1 : age;
    }

    private int kind(String name) {
        Integer id =
                jdbc.queryForObject("insert into pgqueue.kind (name) values (?) returning id", Integer.class, name);
        return id == null ? -1 : id;
    }

    /** Each column a multiple of {@code n}, the first once, the second twice, and so on. */
    private static KindMinute minute(int kind, long ageMillis, long n) {
        return new KindMinute(
                kind, ageMillis, n, 2 * n, 3 * n, 4 * n, 5 * n, 6 * n, 7 * n, 8 * n, 9 * n, 10 * n, 11 * n, 12 * n);
    }
}
