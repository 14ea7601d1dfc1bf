package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.SchemaInstaller;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class SchemaTest {

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void installsItselfUnderAnyName() throws SQLException {
        SchemaInstaller.install(database.dataSource(), "orders_queue");

        assertWorks("orders_queue");
        assertThat(schemasOf("task")).isEqualTo("orders_queue");
        assertThat(schemasOf("databasechangelog")).isEqualTo("orders_queue");
    }

    @Test
    void twoQueuesLiveSideBySide() throws SQLException {
        SchemaInstaller.install(database.dataSource());
        SchemaInstaller.install(database.dataSource(), "other");

        assertWorks("pgqueue");
        assertWorks("other");
    }

    @Test
    void installingAgainChangesNothing() throws SQLException {
        SchemaInstaller.install(database.dataSource());
        long before = changeSets("pgqueue");
        SchemaInstaller.install(database.dataSource());

        assertThat(changeSets("pgqueue")).isEqualTo(before).isPositive();
        assertWorks("pgqueue");
    }

    @Test
    void anApplicationCanIncludeItInItsOwnChangelog() throws SQLException {
        SchemaInstaller.install(
                database.dataSource(), "public", "io/pgqueue/testsupport/including-changelog.xml", Map.of());

        assertWorks("pgqueue");
        assertThat(schemasOf("databasechangelog")).isEqualTo("public");
    }

    @Test
    void anApplicationThatIncludesItCanNameTheSchema() throws SQLException {
        SchemaInstaller.install(
                database.dataSource(),
                "public",
                "io/pgqueue/testsupport/including-changelog.xml",
                Map.of("pgqueue.schema", "jobs"));

        assertWorks("jobs");
        assertThat(schemasOf("task")).isEqualTo("jobs");
    }

    @Test
    void aChangelogThatWasIncludedIsTheSameToTheStarter() throws SQLException {
        SchemaInstaller.install(
                database.dataSource(), "pgqueue", "io/pgqueue/testsupport/including-changelog.xml", Map.of());
        long before = changeSets("pgqueue");

        SchemaInstaller.install(database.dataSource());

        assertThat(changeSets("pgqueue")).isEqualTo(before);
    }

    private void assertWorks(String schema) throws SQLException {
        try (QueueSession session = new QueueSession(database.direct().getConnection(), schema)) {
            int mail = session.kind("mail");
            int worker = session.worker("host-1");
            session.enqueue(TestRow.of(mail, "a"));
            assertThat(session.complete(worker, session.claim(worker, mail, 1), null, true))
                    .hasSize(1);
            assertThat(session.number("select count(*) from {schema}.tasks where status = 'succeeded'"))
                    .isOne();
            session.run("update {schema}.kind set terminal_ttl = interval '0'");
            assertThat(session.purge(10)).isOne();
            assertThat(session.number("select count(*) from {schema}.tasks")).isZero();
        }
    }

    private String schemasOf(String table) throws SQLException {
        try (QueueSession session = new QueueSession(database.direct().getConnection(), "")) {
            return session.text(
                    "select string_agg(schemaname, ',' order by 1) from pg_tables where tablename = ?", table);
        }
    }

    private long changeSets(String schema) throws SQLException {
        try (QueueSession session = new QueueSession(database.direct().getConnection(), schema)) {
            return session.number("select count(*) from {schema}.databasechangelog");
        }
    }
}
