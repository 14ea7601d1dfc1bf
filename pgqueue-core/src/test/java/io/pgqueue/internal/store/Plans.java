package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The executed plans of all statements inside the functions that a session calls, as {@code auto_explain} tells them. */
final class Plans {

    private static final Pattern SCAN_OF_ALL = Pattern.compile(
            "(Seq Scan|Bitmap Heap Scan) on (task|task_key|closed_task|lane|limit_slot|limit_start|task_group|group_follow_up"
                    + "|group_change|outbox|outbox_block|outbox_sent|task_follow_up)\\b");
    private static final Pattern WRONG_JOIN = Pattern.compile("(Hash|Merge)( \\w+)? Join");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by [\\w ]+: (\\d+)");

    private final QueueSession session;

    private Plans(QueueSession session) {
        this.session = session;
    }

    /** Starts to listen. Needs a superuser. */
    static Plans of(QueueSession session) throws SQLException {
        session.run("load 'auto_explain'");
        session.run("set auto_explain.log_nested_statements = on");
        session.run("set auto_explain.log_analyze = on");
        session.run("set auto_explain.log_timing = off");
        session.run("set auto_explain.log_buffers = on");
        session.run("set auto_explain.log_level = notice");
        session.run("set auto_explain.log_min_duration = 0");
        session.takeNotices();
        return new Plans(session);
    }

    /** Leaves tables without statistics, and without anybody who would make new ones. */
    static void withoutStatistics(QueueSession admin, String... tables) throws SQLException {
        for (String table : tables) {
            admin.run("alter table pgqueue." + table + " set (autovacuum_enabled = off)");
            admin.run("delete from pg_statistic where starelid = 'pgqueue." + table + "'::regclass");
        }
    }

    /** Checks the plans of a call: what they read, and that they visit at most so many buffers and idle rows. */
    void check(String name, int maxBuffers, Call call) throws SQLException {
        session.takeNotices();
        call.run();
        List<String> plans = session.takeNotices();
        assertThat(plans).as(name).isNotEmpty();
        for (String plan : plans) {
            assertThat(SCAN_OF_ALL.matcher(plan).find()).as(name + ": " + plan).isFalse();
            assertThat(WRONG_JOIN.matcher(plan).find()).as(name + ": " + plan).isFalse();
            Matcher removed = REMOVED.matcher(plan);
            while (removed.find()) {
                assertThat(Long.parseLong(removed.group(1)))
                        .as(name + ": " + plan)
                        .isLessThanOrEqualTo(maxBuffers);
            }
        }
        assertThat(buffers(plans)).as(name + ": " + plans).isLessThanOrEqualTo(maxBuffers);
    }

    /** Buffers that the statements of a call visit, without those that it takes to plan them. */
    long buffersOf(Call call) throws SQLException {
        session.takeNotices();
        call.run();
        return buffers(session.takeNotices());
    }

    /** The call itself is told last, and its sum contains what was read to compile and plan. */
    private static long buffers(List<String> plans) {
        return plans.subList(0, plans.size() - 1).stream()
                .mapToLong(Plans::buffers)
                .sum();
    }

    private static long buffers(String plan) {
        Matcher matcher = BUFFERS.matcher(plan);
        if (!matcher.find()) {
            return 0;
        }
        return number(matcher.group(1)) + number(matcher.group(2));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Runs a call, and looks at its plans or not. */
    @FunctionalInterface
    interface Checker {

        Checker NONE = (name, maxBuffers, call) -> call.run();

        void check(String name, int maxBuffers, Call call) throws SQLException;
    }

    /** A call of one of the schema's functions. */
    @FunctionalInterface
    interface Call {
        void run() throws SQLException;
    }
}
