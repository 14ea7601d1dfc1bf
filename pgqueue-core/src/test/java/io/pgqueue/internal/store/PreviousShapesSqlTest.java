package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.PreviousVersion;
import io.pgqueue.testsupport.SchemaInstaller;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an instance of the previous version calls and reads is there after a migration, in the same shape. */
@Tag("database")
class PreviousShapesSqlTest {

    /** Given other names of parameters before the first release. Instances do not give their arguments by name. */
    private static final String RENAMED = "'retry_task', 'run_now'";

    private static final String ROUTINES = """
            select format('%s %s(%s) returns %s', p.prokind, p.proname,
                          case when p.proname in (""" + RENAMED + """
            ) then oidvectortypes(p.proargtypes) else pg_get_function_identity_arguments(p.oid) end,
                          pg_get_function_result(p.oid))
            from pg_proc p where p.pronamespace = 'pgqueue'::regnamespace""";
    private static final String COLUMNS = """
            select format('%s.%s %s', table_name, column_name, data_type)
            from information_schema.columns where table_schema = 'pgqueue'""";

    @Test
    void noRoutineAndNoColumnIsLostOrChanged() throws SQLException {
        PreviousVersion previous = PreviousVersion.get();
        try (TestDatabase database = TestDatabase.create();
                QueueSession session = new QueueSession(database.direct().getConnection(), "pgqueue")) {
            previous.installSchema(database.direct());
            List<String> before = shapes(session);
            int version = (int) session.number("select pgqueue.schema_version()");

            SchemaInstaller.install(database.direct());

            assertThat(before).hasSizeGreaterThan(200);
            assertThat(shapes(session)).containsAll(before);
            assertThat(session.number("select pgqueue.schema_version()")).isGreaterThan(version);
            assertThat(session.number("select pgqueue.oldest_served_version()")).isLessThanOrEqualTo(version);
        }
    }

    private static List<String> shapes(QueueSession session) throws SQLException {
        return session.query(ROUTINES + " union all " + COLUMNS, row -> row.getString(1));
    }
}
