package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.HostileInput;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;

/**
 * Every function that docs/sql.md offers, with whatever its parameters can be given: it answers, or it refuses with a code
 * of ours (PQ…) or one of those by which PostgreSQL says that a value is none of a type (22…). It never fails within.
 */
@Tag("database")
class HostileSqlTest {

    /** By name, as in docs/sql.md; that test has the list, too. */
    private static final List<String> OFFERED = List.of(
            "enqueue",
            "enqueue_many",
            "enqueue_group",
            "register_kind",
            "get_task",
            "complete_task",
            "fail_task",
            "release_task",
            "cancel_task",
            "retry_task",
            "retry_tasks",
            "run_now",
            "search_tasks",
            "cancel_tasks",
            "run_tasks_now",
            "delete_tasks",
            "pause_kind",
            "set_worker_count",
            "set_terminal_ttl",
            "set_limits",
            "reset_limits",
            "log_transitions",
            "register_sql_task",
            "unregister_sql_task",
            "skip_event",
            "resend_event",
            "trigger_schedule");

    private static TestDatabase database;
    private static Connection connection;
    private static List<Function> functions;

    @BeforeContainer
    static void open() throws SQLException {
        database = TestDatabase.withSchema();
        connection = database.direct().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = '10s'");
            statement.execute("select pgqueue.register_kind('mail')");
            statement.execute("select pgqueue.enqueue('mail', '{\"a\": 1}', 'key', ordering_key => 'o')");
            functions = new ArrayList<>();
            try (var rows = statement.executeQuery("""
                select p.proname, array(select format_type(t, null) from unnest(p.proargtypes) with ordinality u(t, o) order by o)
                from pg_proc p where p.pronamespace = 'pgqueue'::regnamespace and p.prokind = 'f'
                  and p.proname = any (string_to_array('%s', ','))
                  -- what the engine calls by the same name has arrays, and ids of kinds
                  and p.proargtypes[0]::regtype::text not in ('integer[]', 'integer')
                  and not '_int2'::regtype::oid = any (p.proargtypes::oid[])
                order by p.oid\
                """.formatted(String.join(",", OFFERED)))) {
                while (rows.next()) {
                    functions.add(new Function(rows.getString(1), List.of((String[])
                            rows.getArray(2).getArray())));
                }
            }
        }
        connection.commit();
        assertThat(functions).extracting(Function::name).containsAll(OFFERED);
    }

    @AfterContainer
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @BeforeTry
    void begin() throws SQLException {
        connection.rollback();
    }

    @Provide
    Arbitrary<Call> calls() {
        return Arbitraries.of(functions).flatMap(function -> {
            List<Arbitrary<String>> arguments =
                    function.types.stream().map(HostileSqlTest::values).toList();
            return Combinators.combine(arguments).as(values -> new Call(function, values));
        });
    }

    @Property(seed = "2026")
    void answersOrRefuses(@ForAll("calls") Call call) throws SQLException {
        String problem = problem(call);

        if (problem != null) {
            assertThat(problem).as(call.toString()).matches("(?s)(PQ|22)...: .+");
        }
    }

    private static @Nullable String problem(Call call) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(call.sql())) {
            for (int i = 0; i < call.values.size(); i++) {
                statement.setString(i + 1, call.values.get(i));
            }
            statement.execute();
            connection.commit();
            return null;
        } catch (SQLException e) {
            return e.getSQLState() + ": " + e.getMessage();
        }
    }

    /** Of a type, as texts. */
    private static Arbitrary<String> values(String type) {
        Arbitrary<String> texts = texts();
        return switch (type) {
            case "text" ->
                Arbitraries.frequencyOf(weighted(1, Arbitraries.of("mail", "key", "new")), weighted(2, texts))
                        .injectNull(0.1);
            case "jsonb" ->
                Arbitraries.oneOf(HostileInput.json().filter(HostileSqlTest::isSendable), filters())
                        .injectNull(0.1);
            case "jsonb[]" ->
                Arbitraries.of("{}", "{NULL,1}", "{1,\"\\\"a\\\"\",{}}", "{{1,2},{3,4}}", "[2:3]={1,2}")
                        .injectNull(0.1);
            case "text[]" ->
                Arbitraries.oneOf(
                                Arbitraries.of(
                                        "{}",
                                        "{NULL}",
                                        "{mail}",
                                        "{mail,mail,NULL}",
                                        "{{mail,a},{b,c}}",
                                        "[5:6]={mail,a}"),
                                texts.list().ofMaxSize(3).map(HostileSqlTest::array))
                        .injectNull(0.1);
            case "bigint[]" ->
                Arbitraries.of("{}", "{NULL}", "{1,1,-1,9223372036854775807}", "{{1},{2}}")
                        .injectNull(0.1);
            case "interval" ->
                Arbitraries.of(
                                "0",
                                "1 day",
                                "-1 day",
                                "178000000 years",
                                "-178000000 years",
                                "1 microsecond",
                                "36501 days",
                                "36500 days 1 us")
                        .injectNull(0.1);
            case "timestamp with time zone" ->
                Arbitraries.of(
                                "infinity",
                                "-infinity",
                                "epoch",
                                "4713-01-01 BC",
                                "294276-12-31",
                                "9999-12-31 23:59:59Z",
                                "now")
                        .injectNull(0.1);
            case "regprocedure" ->
                Arbitraries.of("0", "pgqueue.schema_version()", "pg_catalog.upper(text)")
                        .injectNull(0.1);
            case "boolean" -> Arbitraries.of("true", "false").injectNull(0.2);
            case "integer", "smallint" ->
                Arbitraries.of("0", "1", "-1", "9", "10", "32767", "-32768", "2147483647", "-2147483648")
                        .injectNull(0.1);
            default ->
                Arbitraries.of("0", "1", "-1", "9223372036854775807", "-9223372036854775808", "4611686018427387904")
                        .injectNull(0.1);
        };
    }

    /** Objects whose names are right, and whose values are anything. */
    private static Arbitrary<String> filters() {
        return Combinators.combine(
                        Arbitraries.of(
                                "kinds",
                                "statuses",
                                "external_key",
                                "external_key_prefix",
                                "group_id",
                                "id_from",
                                "created_from",
                                "finished_to",
                                "min_age",
                                "error_type",
                                "payload",
                                "maxRunning",
                                "max_running"),
                        Arbitraries.of(
                                "1",
                                "-1",
                                "\"mail\"",
                                "[\"mail\"]",
                                "[null]",
                                "[[\"mail\"]]",
                                "null",
                                "{}",
                                "1e400",
                                "\"infinity\"",
                                "\"-infinity\"",
                                "\"1 day\"",
                                "\"-999999 years\"",
                                "9223372036854775807",
                                "\"%\"",
                                "\"\\\\\""))
                .as((name, value) -> "{\"" + name + "\": " + value + "}");
    }

    private static Arbitrary<String> texts() {
        return HostileInput.texts().filter(HostileSqlTest::isSendable);
    }

    /** The protocol has no way to send the rest; the driver refuses NUL, and sends a question mark for half a pair. */
    private static boolean isSendable(String text) {
        return text.indexOf('\0') < 0;
    }

    private static String array(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static <T> Tuple2<Integer, Arbitrary<? extends T>> weighted(int weight, Arbitrary<T> arbitrary) {
        return Tuple.of(weight, arbitrary);
    }

    private record Function(String name, List<String> types) {}

    record Call(Function function, List<@Nullable String> values) {

        String sql() {
            return function.types.stream()
                    .map(type -> "?::" + type)
                    .collect(Collectors.joining(", ", "select * from pgqueue." + function.name + "(", ")"));
        }

        @Override
        public String toString() {
            return function.name
                    + IntStream.range(0, values.size())
                            .mapToObj(i -> function.types.get(i) + " " + values.get(i))
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }
}
