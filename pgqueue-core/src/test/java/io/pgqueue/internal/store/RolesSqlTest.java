package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each role can do its own and nothing else: whatever the schema holds is tried by each. */
@Tag("database")
class RolesSqlTest {

    private static final String DENIED = "42501";

    static final Set<String> COMMON =
            Set.of("schema_version", "oldest_served_version", "shard_number", "known_kinds", "partitioned_kinds");
    private static final Set<String> PRODUCER = Set.of(
            "enqueue",
            "enqueue_one",
            "enqueue_many",
            "enqueue_group",
            "cancel",
            "kind_of_task",
            "cancel_task",
            "mend_lanes",
            "mend_lanes_of",
            "publish_events");
    private static final Set<String> WORKER = Set.of(
            "enqueue",
            "enqueue_one",
            "enqueue_many",
            "enqueue_group",
            "enqueue_follow_ups",
            "settle_groups",
            "cancel",
            "kind_of_task",
            "cancel_task",
            "register_kind",
            "register_kinds",
            "register_worker",
            "beat",
            "report_capacity",
            "begin_suspect",
            "deregister_worker",
            "suspect",
            "rescue",
            "purge",
            "purge_log",
            "purge_minutes",
            "purge_audit",
            "audit",
            "record_minutes",
            "log_transitions",
            "sample_counts",
            "claim",
            "release_claim",
            "next_due",
            "keep_messages",
            "complete",
            "fail",
            "release",
            "retry",
            "retry_task",
            "retry_tasks",
            "run_now",
            "get_task",
            "complete_task",
            "fail_task",
            "release_task",
            "check_hung_tasks",
            "cleanup_tasks",
            "process_tasks",
            "is_limited",
            "known_sql_tasks",
            "sql_kinds",
            "sql_task_call",
            "run_sql_task",
            "sql_value",
            "sql_rows",
            "text_table",
            "text_width",
            "shown_text",
            "finish_sql_task",
            "fail_sql_task",
            "leave_session",
            "mend_lanes",
            "mend_lanes_of",
            "has_lanes",
            "sweep_lanes",
            "mend_all_lanes",
            "next_schedules",
            "fire_schedule",
            "trigger_schedule",
            "register_schedules",
            "save_schedule",
            "pause_schedule",
            "resume_schedule",
            "remove_schedule",
            "reset_schedule",
            "declare_max_deaths",
            "declare_limits",
            "set_limits",
            "reset_limits",
            "limits_of",
            "search_tasks",
            "cancel_tasks",
            "run_tasks_now",
            "delete_tasks",
            "pause_kind",
            "set_worker_count",
            "set_terminal_ttl",
            "overrides",
            "publish_events",
            "outbox_lease",
            "outbox_release",
            "outbox_fetch",
            "outbox_record",
            "skip_event",
            "resend_event",
            "purge_outbox");

    /** By role, without those of all. */
    static final Map<String, Set<String>> FUNCTIONS =
            Map.of("producer", PRODUCER, "worker", WORKER, "reader", Set.of("horizon", "search_tasks"));

    static final Set<String> READ = Set.of(
            "tasks",
            "transitions",
            "kind",
            "worker",
            "status_count",
            "kind_minute",
            "task_message",
            "task_follow_up",
            "sql_task",
            "task_key",
            "schedule",
            "schedules",
            "kind_limit",
            "task_group",
            "audit_log",
            "outbox",
            "outbox_block",
            "outbox_sent",
            "outbox_relay",
            "outbox_count");

    private static TestDatabase database;
    private static Roles roles;

    @BeforeAll
    static void grant() {
        database = TestDatabase.withSchema();
        roles = Roles.grant(database);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer", "worker", "reader"})
    void mayCallItsFunctionsAndNoOther(String role) throws SQLException {
        Set<String> called = new TreeSet<>();
        try (Connection connection = roles.of(role).getConnection()) {
            for (Routine routine : routines()) {
                if (!DENIED.equals(stateOf(connection, routine.call()))) {
                    called.add(routine.name());
                }
            }
        }

        Set<String> expected = new TreeSet<>(FUNCTIONS.get(role));
        expected.addAll(COMMON);
        assertThat(called).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer", "worker", "reader"})
    void maySeeAndWriteNoTableButWhatAReaderReads(String role) throws SQLException {
        Set<String> read = new TreeSet<>();
        try (Connection connection = roles.of(role).getConnection()) {
            for (Table table : tables()) {
                if (!DENIED.equals(stateOf(connection, "select * from pgqueue." + table.name()))) {
                    read.add(table.name());
                }
                for (String write : table.writes()) {
                    // a union cannot be written by anybody
                    assertThat(stateOf(connection, write)).as(write).isIn(DENIED, "55000", "42809");
                }
            }
            for (String other : List.of(
                    "select nextval('pgqueue.task_id')",
                    "create table pgqueue.mine (id int)",
                    "create function pgqueue.mine() returns int language sql as 'select 1'",
                    "set role pgqueue_migrator",
                    "drop table pgqueue.task",
                    "alter function pgqueue.schema_version() volatile",
                    "select pgqueue.grant_roles()")) {
                assertThat(stateOf(connection, other)).as(other).isEqualTo(DENIED);
            }
        }

        assertThat(read).isEqualTo(role.equals("reader") ? READ : Set.of());
    }

    private static QueueSession admin() throws SQLException {
        return new QueueSession(database.direct().getConnection(), "pgqueue");
    }

    private static List<Routine> routines() throws SQLException {
        try (QueueSession admin = admin()) {
            return admin.query(
                    """
                    select p.proname, p.prokind, (select coalesce(string_agg(format('null::%s', format_type(a.type, null)),
                                                                  ', ' order by a.o), '')
                                                  from unnest(p.proargtypes) with ordinality a(type, o))
                    from pg_proc p where p.pronamespace = 'pgqueue'::regnamespace order by 1\
                    """, row -> new Routine(row.getString(1), row.getString(2).equals("p"), row.getString(3)));
        }
    }

    private static List<Table> tables() throws SQLException {
        try (QueueSession admin = admin()) {
            return admin.query("""
                select c.relname, (select min(a.attname) from pg_attribute a
                                   where a.attrelid = c.oid and a.attnum > 0 and a.attidentity = '' and not a.attisdropped)
                from pg_class c where c.relnamespace = 'pgqueue'::regnamespace and c.relkind in ('r', 'v')\
                """, row -> new Table(row.getString(1), row.getString(2)));
        }
    }

    /** The SQLSTATE that a statement ends with; 00000 for success. */
    private static String stateOf(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "00000";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private record Routine(String name, boolean procedure, String arguments) {
        String call() {
            return (procedure ? "call" : "select") + " pgqueue." + name + "(" + arguments + ")";
        }
    }

    private record Table(String name, String column) {
        List<String> writes() {
            List<String> writes = new ArrayList<>();
            writes.add("insert into pgqueue." + name + " default values");
            writes.add("update pgqueue." + name + " set " + column + " = null");
            writes.add("delete from pgqueue." + name);
            writes.add("truncate pgqueue." + name);
            return writes;
        }
    }
}
