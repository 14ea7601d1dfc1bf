package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskSummary;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a filter finds, page by page, against what the view of all tasks says. */
@Tag("database")
class TaskSearchTest {

    private static final Instant TEN = Instant.parse("2026-01-01T10:00:00Z");
    private static final TaskFilter ALL = TaskFilter.all();

    private static TestQueue queue;
    private static JdbcTemplate jdbc;
    private static TaskAdmin admin;

    /** Closed at very uneven times, many of them at the same. */
    @BeforeAll
    static void fill() {
        queue = new TestQueue();
        jdbc = queue.jdbc();
        admin = queue.engine().taskAdmin();
        jdbc.execute("select pgqueue.register_kind(k) from unnest('{mail,report,sync}'::text[]) k");
        jdbc.execute("select setseed(0.5)");
        jdbc.execute("""
                insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt,
                    max_attempts, worker, status, priority, payload, external_key, errors, ordering_key, partition_key)
                select nextval('pgqueue.task_id'), c.at, c.at, c.at, c.at + random() * interval '1 s',
                       1 + c.g % 3, 1, 0, 0, 3 + c.g % 7 % 3, 5, jsonb_build_object('order', c.g, 'vip', c.g % 11 = 0),
                       case when c.g % 2 = 0 then 'key-' || c.g end,
                       case when c.g % 7 % 3 = 2 then jsonb_build_array(jsonb_build_object('attempt', 1, 'at', c.at, 'worker', 'w',
                           'type', case when c.g % 2 = 0 then 'java.io.IOException' else 'com.shop.Sold$Out' end,
                           'message', 'the "Server" said ' || c.g, 'stackTrace', 'at x')) end,
                       'lane-' || c.g % 13, 'tenant-' || c.g % 5
                from (select g, timestamptz '2026-01-01 10:00Z' + case when g % 4 = 0 then interval '0'
                                        when g % 4 = 1 then g * interval '1 day' else g * interval '10 s' end as at
                      from generate_series(1, 600) g) c""");
        jdbc.execute("update pgqueue.closed_task set finished_at = '2026-01-01 12:00Z' where id % 4 = 3");
        jdbc.execute("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority, status, payload, external_key, ordering_key)
                select nextval('pgqueue.task_id'), timestamptz '2026-02-01 10:00Z' + g * interval '1 s',
                       case when g % 5 = 0 then 'infinity' else timestamptz '2026-02-01 10:00Z' end,
                       1 + g % 3, g % 10, g % 3, jsonb_build_object('order', g), case when g % 2 = 0 then 'live-' || g end,
                       'lane-' || g % 13
                from generate_series(1, 150) g""");
        jdbc.execute("""
                insert into pgqueue.task_key select t.kind, t.external_key, t.id from (
                    select kind, external_key, id from pgqueue.task union all
                    select kind, external_key, id from pgqueue.closed_task) t where t.external_key is not null""");
    }

    @AfterAll
    static void close() {
        queue.close();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("filters")
    void findsWhatMatchesInOrderPageByPage(TaskFilter filter, String condition) {
        List<Long> expected = expected(condition);

        assertThat(ids(filter, 1_000)).isEqualTo(expected);
        assertThat(ids(filter, 7)).isEqualTo(expected);
        assertThat(admin.count(filter, 10_000)).isEqualTo(new TaskCount(expected.size(), true));
    }

    static List<Arguments> filters() {
        return List.of(
                Arguments.of(ALL, "true"),
                Arguments.of(ALL.withKind("mail"), "kind = 'mail'"),
                Arguments.of(ALL.withKinds(List.of("mail", "sync")), "kind in ('mail', 'sync')"),
                Arguments.of(ALL.withStatus(TaskStatus.RUNNING), "status = 'running'"),
                Arguments.of(ALL.withStatus(TaskStatus.NO_ATTEMPTS_LEFT), "status = 'no_attempts_left'"),
                Arguments.of(
                        ALL.withKind("report").withStatus(TaskStatus.SUCCEEDED, TaskStatus.NEW),
                        "kind = 'report' and status in ('succeeded', 'new')"),
                Arguments.of(ALL.withOrderingKey("lane-3"), "ordering_key = 'lane-3'"),
                Arguments.of(ALL.withPartitionKey("tenant-2"), "partition_key = 'tenant-2'"),
                Arguments.of(ALL.withIds(100, 700), "id between 100 and 700"),
                Arguments.of(
                        ALL.withCreated(TEN.plusSeconds(600), TEN.plusSeconds(100_000)),
                        "created_at >= '2026-01-01 10:10Z' and created_at < timestamptz '2026-01-01 10:00Z' + interval '100000 s'"),
                Arguments.of(
                        ALL.withFinished(TEN.plusSeconds(60), TEN.plusSeconds(7_200)),
                        "finished_at >= '2026-01-01 10:01Z' and finished_at < '2026-01-01 12:00Z'"),
                Arguments.of(
                        ALL.withAvailable(null, TEN.plusSeconds(1_000)),
                        "available_at < timestamptz '2026-01-01 10:00Z' + interval '1000 s'"),
                Arguments.of(ALL.withMinAge(Duration.ofDays(3_650)), "created_at < now() - interval '3650 days'"),
                Arguments.of(ALL.withErrorType("java.io.IOException"), "errors::text like '%IOException%'"),
                Arguments.of(ALL.withErrorType("IOException"), "errors::text like '%IOException%'"),
                Arguments.of(ALL.withErrorType("Exception"), "false"),
                Arguments.of(ALL.withErrorText("\"SERVER\" said 5"), "errors -> 0 ->> 'message' like '% said 5%'"),
                Arguments.of(ALL.withPayload("{\"vip\": true}"), "payload @> '{\"vip\": true}'"));
    }

    @Test
    void whoHoldsAKeyComesFirstAndAtOnce() {
        TaskPage page = admin.find(ALL.withKind("mail").withExternalKey("key-6"), null, 10);

        assertThat(page.tasks()).extracting(TaskSummary::externalKey).containsExactly("key-6");
        assertThat(page.cutShort()).isFalse();
        assertThat(rest(ALL.withKind("mail").withExternalKey("key-6"), page)).isEmpty();
    }

    @Test
    void whoHadAKeyComesAfterWhoHoldsIt() {
        jdbc.update("""
                insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt,
                    max_attempts, worker, status, priority, external_key)
                select 5000, now(), now(), now(), now(), 1, 1, 0, 0, 3, 5, 'key-12'""");
        try {
            TaskFilter filter = ALL.withExternalKey("key-12");
            TaskPage page = admin.find(filter, null, 10);

            assertThat(page.tasks())
                    .extracting(TaskSummary::id)
                    .doesNotContain(5_000L)
                    .hasSize(1);
            assertThat(rest(filter, page)).containsExactly(5_000L);
        } finally {
            jdbc.update("delete from pgqueue.closed_task where id = 5000");
        }
    }

    @Test
    void thePrefixOfAKeyIsEnough() {
        List<Long> expected = jdbc.queryForList(
                "select id from pgqueue.tasks where external_key like 'key-11%' order by id desc", Long.class);

        assertThat(ids(ALL.withExternalKeyPrefix("key-11"), 3)).isEqualTo(expected);
        assertThat(admin.count(ALL.withExternalKeyPrefix("key-11"), 100).tasks())
                .isEqualTo(expected.size());
    }

    @Test
    void aSummaryHasWhatListsShow() {
        TaskSummary failed = admin.find(
                        ALL.withKind("mail")
                                .withStatus(TaskStatus.NO_ATTEMPTS_LEFT)
                                .withErrorType("IOException"),
                        null,
                        1)
                .tasks()
                .get(0);

        assertThat(failed.kind()).isEqualTo("mail");
        assertThat(failed.status()).isEqualTo(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(failed.maxAttempts()).isEqualTo(10);
        assertThat(failed.orderingKey()).startsWith("lane-");
        assertThat(failed.partitionKey()).startsWith("tenant-");
        assertThat(failed.lastError().type()).isEqualTo("java.io.IOException");
        assertThat(failed.lastError().message()).startsWith("the \"Server\" said");
        assertThat(failed.lastError().stackTrace()).isNull();
        assertThat(failed.finishedAt()).isNotNull();
    }

    @Test
    void aCountStopsAtItsBoundAndSaysSo() {
        assertThat(admin.count(ALL, 100)).isEqualTo(new TaskCount(100, false));
        assertThat(admin.count(ALL.withKind("mail"), 1)).isEqualTo(new TaskCount(1, false));
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> admin.find(ALL, "c:x", 10)).hasMessageContaining("cursor");
        assertThatThrownBy(() -> admin.find(ALL, null, 0)).hasMessageContaining("limit is 0");
        assertThatThrownBy(() -> admin.find(ALL.withPayload("{"), null, 1)).isInstanceOf(InvalidTaskException.class);
        assertThatThrownBy(() -> admin.find(ALL.withKind("nobody"), null, 1)).isInstanceOf(UnknownKindException.class);
        assertThatThrownBy(() -> ALL.withExternalKey("")).hasMessageContaining("externalKey has 0 characters");
        assertThatThrownBy(() -> ALL.withCreated(TEN, TEN)).hasMessageContaining("must be after");
        assertThatThrownBy(() -> ALL.withIds(2, 1)).hasMessageContaining("swap them");
        assertThatThrownBy(() -> jdbc.execute("select pgqueue.search_tasks('{\"kind\": \"mail\"}')"))
                .hasMessageContaining("a filter has no condition \"kind\"");
        assertThatThrownBy(() -> jdbc.execute("select pgqueue.search_tasks('{\"statuses\": [\"done\"]}')"))
                .hasMessageContaining("no such status");
    }

    @Test
    void endsWhenItsTimeIsUpAndGoesOnFromThere() {
        List<Long> found = new ArrayList<>();
        int calls = 0;
        String cursor = null;
        do {
            String from = cursor;
            List<String> next = new ArrayList<>();
            jdbc.query(
                    "select * from pgqueue.search_tasks('{\"payload\": {\"vip\": true}}', ?, 1000, '0 s')",
                    row -> {
                        if (row.getObject("task_id") == null) {
                            next.add(row.getString("next"));
                        } else {
                            found.add(row.getLong("task_id"));
                        }
                    },
                    from);
            cursor = next.get(0);
            calls++;
        } while (cursor != null);

        assertThat(found).isEqualTo(expected("payload @> '{\"vip\": true}'"));
        assertThat(calls).isGreaterThan(3);
    }

    private static List<Long> rest(TaskFilter filter, TaskPage page) {
        List<Long> ids = new ArrayList<>();
        for (String cursor = page.next(); cursor != null; ) {
            TaskPage next = admin.find(filter, cursor, 10);
            next.tasks().forEach(task -> ids.add(task.id()));
            cursor = next.next();
        }
        return ids;
    }

    private static List<Long> ids(TaskFilter filter, int limit) {
        List<Long> ids = new ArrayList<>();
        String cursor = null;
        do {
            TaskPage page = admin.find(filter, cursor, limit);
            assertThat(page.tasks().size()).isLessThanOrEqualTo(limit);
            assertThat(page.next() == null
                            || page.searchedTo() != null
                            || page.tasks().isEmpty())
                    .isTrue();
            page.tasks().forEach(task -> ids.add(task.id()));
            cursor = page.next();
        } while (cursor != null);
        return ids;
    }

    private static List<Long> expected(String condition) {
        boolean byId = condition.startsWith("id ");
        return jdbc.queryForList(
                "select id from pgqueue.tasks where " + condition + " order by finished_at is null desc, "
                        + (byId ? "" : "finished_at desc, ") + "id desc",
                Long.class);
    }
}
