package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PoolCheckTest {

    private static TestDatabase database;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void saysHowManyConnectionsAreNeeded(CapturedOutput output) {
        PgQueueRunner.on(database).run(context -> {
            int needed = context.getBean(PgQueueEngine.class).connectionsNeeded();
            assertThat(output)
                    .contains("pgqueue takes up to " + needed + " of the pool's 20 connections")
                    .contains("leaves " + (20 - needed));
        });
    }

    @Test
    void warnsOfAPoolThatIsTooSmallWithTheNumberToSet(CapturedOutput output) {
        PgQueueRunner.on(database)
                .withPropertyValues("spring.datasource.hikari.maximum-pool-size=2")
                .run(context -> {
                    int needed = context.getBean(PgQueueEngine.class).connectionsNeeded();
                    assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
                            .anySatisfy(line -> assertThat(line)
                                    .contains("the pool has 2 in all")
                                    .contains("spring.datasource.hikari.maximum-pool-size")
                                    .contains("at least " + needed));
                });
    }

    @Test
    void saysTheNumberWhereThePoolIsUnknown(CapturedOutput output) {
        PgQueueRunner.withoutDatabase()
                .withBean(DataSource.class, database::direct)
                .run(context -> assertThat(output).contains("its maximum is not known"));
    }

    @Test
    void saysNothingWhereNothingIsProcessed(CapturedOutput output) {
        PgQueueRunner.on(database)
                .withPropertyValues("pgqueue.processing.enabled=false")
                .run(context -> assertThat(output).doesNotContain("pgqueue takes up to"));
    }
}
