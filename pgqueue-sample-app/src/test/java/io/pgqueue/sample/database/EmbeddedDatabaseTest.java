package io.pgqueue.sample.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.sample.support.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@Tag("database")
class EmbeddedDatabaseTest {

    /** One for all: unpacking the server takes longer than the tests. */
    @TempDir
    static Path directory;

    @Test
    void keepsItsDataBetweenStarts() throws Exception {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(directory, 0)) {
            jdbc(first.jdbcUrl()).sql("create table between_starts (id int)").update();
        }
        try (EmbeddedDatabase second = EmbeddedDatabase.start(directory, 0)) {
            assertThat(count(second.jdbcUrl(), "between_starts")).isZero();
        }
    }

    @Test
    void writesToDiskBeforeACommitReturns() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            JdbcClient jdbc = jdbc(database.jdbcUrl());

            assertThat(jdbc.sql("show fsync").query(String.class).single()).isEqualTo("on");
            assertThat(jdbc.sql("show synchronous_commit").query(String.class).single())
                    .isEqualTo("on");
        }
    }

    @Test
    void startsOnTheDataOfAKilledProcessWhoseServerStillRuns() throws Exception {
        int before;
        try (ChildJvm child = ChildJvm.start(DatabaseProcess.class, directory, directory.toString())) {
            String url = child.awaitLine("READY (.*)");
            child.kill();

            before = count(url, "kept");
            assertThat(before).as("rows in the server that lives on").isPositive();
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThat(count(database.jdbcUrl(), "kept")).isEqualTo(before);
        }
    }

    @Test
    void startsThoughThePidFileOfACrashNamesAnotherProgramByNow() throws Exception {
        EmbeddedDatabase.start(directory, 0).close();
        String foreign = ProcessHandle.current().pid() + "\n" + directory.resolve("data") + "\n";
        Files.writeString(directory.resolve("data").resolve("postmaster.pid"), foreign);

        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThat(jdbc(database.jdbcUrl())
                            .sql("select 1")
                            .query(Integer.class)
                            .single())
                    .isOne();
        }
    }

    @Test
    void refusesADirectoryThatALivingProcessUses() throws Exception {
        try (ChildJvm child = ChildJvm.start(DatabaseProcess.class, directory, directory.toString())) {
            String url = child.awaitLine("READY (.*)");

            assertThatThrownBy(() -> EmbeddedDatabase.start(directory, 0))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(directory.toString());
            assertThat(count(url, "kept"))
                    .as("rows in the database of the other")
                    .isPositive();
        }
        EmbeddedDatabase.start(directory, 0).close();
    }

    @Test
    void refusesADirectoryThatThisProcessUses() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(directory, 0)).isInstanceOf(DirectoryInUseException.class);
            assertThat(database.jdbcUrl()).isNotBlank();
        }
    }

    @Test
    void saysHowToRunTwoSamplesAtOnce() {
        DirectoryInUseException failure = new DirectoryInUseException(directory);

        FailureAnalysis analysis = new DirectoryInUseFailureAnalyzer().analyze(failure);

        assertThat(analysis.getDescription()).contains(directory.toString());
        assertThat(analysis.getAction()).contains("sample.database.directory");
    }

    @Test
    void isNotAddedToTheWorkingCopyThatItRunsIn() throws Exception {
        EmbeddedDatabase.start(directory, 0).close();

        assertThat(directory.resolve(".gitignore")).hasContent("*");
    }

    private static int count(String url, String table) {
        return jdbc(url)
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }

    private static JdbcClient jdbc(String url) {
        return JdbcClient.create(new DriverManagerDataSource(url, EmbeddedDatabase.USER, ""));
    }
}
