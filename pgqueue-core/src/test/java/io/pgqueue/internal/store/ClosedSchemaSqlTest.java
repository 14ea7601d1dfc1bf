package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the catalog says of all that the schema holds. */
@Tag("database")
class ClosedSchemaSqlTest {

    private final TestDatabase database = TestDatabase.withSchema();

    @BeforeEach
    void grant() {
        Roles.grant(database);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void nobodyElseMayDoAnything() throws SQLException {
        try (QueueSession admin = admin()) {
            assertThat(admin.query("""
                select p.oid::regprocedure::text from pg_proc p, aclexplode(p.proacl) a
                where p.pronamespace = 'pgqueue'::regnamespace and a.grantee = 0
                union all
                select p.oid::regprocedure::text from pg_proc p
                where p.pronamespace = 'pgqueue'::regnamespace and p.proacl is null\
                """, row -> row.getString(1))).isEmpty();
            assertThat(admin.query("""
                select c.relname from pg_class c, aclexplode(c.relacl) a
                where c.relnamespace = 'pgqueue'::regnamespace and a.grantee = 0\
                """, row -> row.getString(1))).isEmpty();
        }
    }

    @Test
    void everyFunctionHasASearchPathOfItsOwnThatEndsInPgTemp() throws SQLException {
        try (QueueSession admin = admin()) {
            assertThat(admin.query("""
                select p.proname from pg_proc p
                where p.pronamespace = 'pgqueue'::regnamespace
                  and not 'search_path=pg_catalog, pgqueue, pg_temp' = any (coalesce(p.proconfig, '{}'))
                order by 1\
                """, row -> row.getString(1)))
                    .as("those that commit, or run a user's function")
                    .containsExactly("check_hung_tasks", "cleanup_tasks", "process_tasks", "run_sql_task");
            assertThatThrownBy(() -> admin.run("select pgqueue.enqueue('unknown')"))
                    .hasMessageContaining("there is no kind");
        }
    }

    private QueueSession admin() throws SQLException {
        return new QueueSession(database.direct().getConnection(), "pgqueue");
    }
}
