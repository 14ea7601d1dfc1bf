package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.autoconfigure.PgQueueDataSource;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.testsupport.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

class SeveralDataSourcesTest {

    private final TestDatabase one = TestDatabase.create();
    private final TestDatabase two = TestDatabase.create();
    private final ApplicationContextRunner application = PgQueueRunner.withoutDatabase();

    @AfterEach
    void closeDatabases() {
        one.close();
        two.close();
    }

    @Test
    void takesThePrimaryOne() {
        application
                .withBean("one", DataSource.class, one::direct, definition -> definition.setPrimary(true))
                .withBean("two", DataSource.class, two::direct)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertQueueIsIn(one);
                });
    }

    @Test
    void takesTheQualifiedOneBeforeThePrimaryOne() {
        Qualified.two = two.direct();
        application
                .withBean("one", DataSource.class, one::direct, definition -> definition.setPrimary(true))
                .withUserConfiguration(Qualified.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertQueueIsIn(two);
                });
    }

    @Test
    void takesTheNamedOneBeforeTheQualifiedOne() {
        Qualified.two = two.direct();
        application
                .withBean("one", DataSource.class, one::direct)
                .withUserConfiguration(Qualified.class)
                .withPropertyValues("pgqueue.data-source=one")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertQueueIsIn(one);
                });
    }

    @Test
    void looksBehindATransactionAwareProxyAsTransactionManagersDo() {
        DataSource target = one.direct();
        application
                .withBean(DataSource.class, () -> new TransactionAwareDataSourceProxy(target))
                .run(context -> assertThat(
                                context.getBean(QueueDataSource.class).dataSource())
                        .isSameAs(target));
    }

    @Test
    void keepsALazyProxyAsTransactionManagersDo() {
        application
                .withBean(DataSource.class, () -> new LazyConnectionDataSourceProxy(one.direct()))
                .run(context -> assertThat(
                                context.getBean(QueueDataSource.class).dataSource())
                        .isSameAs(context.getBean(DataSource.class)));
    }

    private void assertQueueIsIn(TestDatabase expected) {
        for (TestDatabase database : new TestDatabase[] {one, two}) {
            Boolean there = new JdbcTemplate(database.direct())
                    .queryForObject("select to_regclass('pgqueue.task') is not null", Boolean.class);
            assertThat(there).isEqualTo(database == expected);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Qualified {
        static DataSource two;

        @Bean(defaultCandidate = false)
        @PgQueueDataSource
        DataSource two() {
            return two;
        }
    }
}
