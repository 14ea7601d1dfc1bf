package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOptions;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskRegistration;
import io.pgqueue.testsupport.TestDatabase;
import io.r2dbc.spi.ConnectionFactory;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.mock.env.MockEnvironment;

/** What the user reads when the application does not start. */
class FailureReportTest {

    private static final ApplicationContextRunner QUEUE_ALONE =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PgQueueAutoConfiguration.class));

    private static TestDatabase database;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void saysHowToProvideADataSource() {
        FailureAnalysis report = reportOf(QUEUE_ALONE);

        assertThat(report.getDescription()).contains("needs a JDBC DataSource", "there is none");
        assertThat(report.getAction()).contains("spring.datasource.url", "pgqueue.enabled=false");
    }

    @Test
    void saysWhatAnR2dbcApplicationHasToAdd() {
        FailureAnalysis report = reportOf(PgQueueRunner.withoutDatabase()
                .withBean(ConnectionFactory.class, () -> Mockito.mock(ConnectionFactory.class)));

        assertThat(report.getDescription()).contains("JDBC DataSource", "only an R2DBC ConnectionFactory");
        assertThat(report.getAction()).contains("Add a DataSource bean", "pgqueue.enabled=false");
    }

    @Test
    void namesTheDataSourcesThatItCannotChooseFrom() {
        FailureAnalysis report = reportOf(PgQueueRunner.withoutDatabase()
                .withBean("orders", DataSource.class, database::direct)
                .withBean("reports", DataSource.class, database::direct));

        assertThat(report.getDescription()).contains("orders", "reports", "none is primary");
        assertThat(report.getAction()).contains("pgqueue.data-source", "@PgQueueDataSource");
    }

    @Test
    void namesADataSourceThatDoesNotExist() {
        FailureAnalysis report = reportOf(PgQueueRunner.on(database).withPropertyValues("pgqueue.data-source=nobody"));

        assertThat(report.getDescription()).contains("pgqueue.data-source is 'nobody'");
        assertThat(report.getAction()).contains("dataSource");
    }

    @Test
    void namesADatabaseThatIsNotPostgres() throws Exception {
        DatabaseMetaData metaData = Mockito.mock(DatabaseMetaData.class);
        Mockito.when(metaData.getDatabaseProductName()).thenReturn("H2");
        Connection connection = Mockito.mock(Connection.class);
        Mockito.when(connection.getMetaData()).thenReturn(metaData);
        DataSource h2 = Mockito.mock(DataSource.class);
        Mockito.when(h2.getConnection()).thenReturn(connection);

        FailureAnalysis report = reportOf(PgQueueRunner.withoutDatabase().withBean(DataSource.class, () -> h2));

        assertThat(report.getDescription()).contains("PostgreSQL", "leads to H2");
        assertThat(report.getAction()).contains("pgqueue.data-source");
    }

    @Test
    void saysWhatToDoAboutAMissingSchemaWhereMigrationIsOff() {
        FailureAnalysis report = reportOf(PgQueueRunner.on(database)
                .withPropertyValues("pgqueue.migration.enabled=false", "pgqueue.schema=nowhere"));

        assertThat(report.getDescription()).contains("'nowhere'", "missing", "pgqueue.migration.enabled is false");
        assertThat(report.getAction())
                .contains("classpath:io/pgqueue/db/changelog.xml", "pgqueue.migration.enabled=true");
    }

    @Test
    void saysWhatToDoWithoutLiquibase() {
        FailureAnalysis report = reportOf(PgQueueRunner.on(database)
                .withPropertyValues("pgqueue.schema=nowhere")
                .withClassLoader(new FilteredClassLoader("liquibase")));

        assertThat(report.getDescription()).contains("Liquibase is not on the class path");
        assertThat(report.getAction()).contains("org.liquibase:liquibase-core");
    }

    @Test
    void needsNoLiquibaseWhereTheSchemaIsCurrent() {
        PgQueueRunner.on(database).run(context -> assertThat(context).hasNotFailed());

        PgQueueRunner.on(database)
                .withClassLoader(new FilteredClassLoader("liquibase"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void namesTheHandlerThatCannotWork() {
        FailureAnalysis report = reportOf(PgQueueRunner.on(database).withBean("mails", Private.class));

        assertThat(report.getDescription())
                .contains("method send() of bean 'mails'", Private.class.getName(), "is private");
        assertThat(report.getAction()).contains("Make it public");
    }

    @Test
    void namesTheRegistrationWhoseOptionIsOutOfRange() {
        FailureAnalysis report = reportOf(PgQueueRunner.on(database).withUserConfiguration(TooManyWorkers.class));

        assertThat(report.getDescription()).contains("bean 'crowd'", "worker-count", "20000");
        assertThat(report.getAction()).contains("pgqueue.kinds.crowded.*");
    }

    @Test
    void namesTheHandlerOfSingleTasksThatAPropertyGivesABatchSize() {
        FailureAnalysis report = reportOf(PgQueueRunner.on(database)
                .withBean(Single.class)
                .withPropertyValues("pgqueue.kinds.one-by-one.batch-size=10"));

        assertThat(report.getDescription())
                .contains("method handle() of bean", "takes one task at a time", "pgqueue.kinds.one-by-one.batch-");
        assertThat(report.getAction()).contains("pgqueue.kinds.one-by-one.*");
    }

    @Test
    void namesThePropertyThatIsOutOfRange() {
        FailureAnalysis report =
                reportOf(PgQueueRunner.on(database).withPropertyValues("pgqueue.kinds.mail.claim-size=0"));

        assertThat(report.getDescription()).contains("pgqueue.kinds.mail.claim-size", "0", "must be 1 to 10,000");
    }

    @Test
    void namesAShutdownTimeoutThatIsNegative() {
        FailureAnalysis report =
                reportOf(PgQueueRunner.on(database).withPropertyValues("pgqueue.processing.shutdown-timeout=-1s"));

        assertThat(report.getDescription()).contains("pgqueue.processing.shutdown-timeout", "must not be negative");
    }

    private static FailureAnalysis reportOf(ApplicationContextRunner application) {
        FailureAnalysis[] report = new FailureAnalysis[1];
        application.run(context -> {
            assertThat(context).hasFailed();
            report[0] = analyzers(context.getStartupFailure());
        });
        assertThat(report[0]).isNotNull();
        return report[0];
    }

    /** As Boot does: the first analyzer of the class path that knows what to say. */
    static FailureAnalysis analyzers(Throwable failure) {
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        ArgumentResolver.of(Environment.class, new MockEnvironment()),
                        FailureHandler.handleMessage((message, cause) -> {}));
        for (FailureAnalyzer analyzer : analyzers) {
            FailureAnalysis analysis = analyzer.analyze(failure);
            if (analysis != null) {
                return analysis;
            }
        }
        return null;
    }

    static class Single {
        @TaskHandler("one-by-one")
        public void handle() {}
    }

    static class Private {
        @TaskHandler("send-mail")
        private void send() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class TooManyWorkers {
        @Bean
        TaskRegistration crowd() {
            return TaskRegistration.of(
                    TaskKind.of("crowded", String.class),
                    KindOptions.none().withWorkerCount(() -> 20_000),
                    (payload, context) -> null);
        }
    }
}
