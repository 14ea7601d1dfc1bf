package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.testsupport.TestDatabase;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

class TransactionManagerSelectionTest {

    private static TestDatabase database;
    private static DataSource ours;
    private static DataSource theirs;

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
        ours = database.dataSource();
        theirs = database.dataSource(2);
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void takesTheOnlyOne() {
        PlatformTransactionManager only = register("only", ours, false);

        assertThat(select(null)).isSameAs(only);
    }

    @Test
    void takesTheOneWhoseTransactionsAreOnTheQueuesDataSource() {
        register("theirs", theirs, true);
        PlatformTransactionManager fitting = register("ours", ours, false);

        assertThat(select(null)).isSameAs(fitting);
    }

    @Test
    void takesThePrimaryOneOfTwoThatFit() {
        register("second", ours, false);
        PlatformTransactionManager primary = register("primary", ours, true);

        assertThat(select(null)).isSameAs(primary);
    }

    @Test
    void takesTheNamedOneAtItsWord() {
        register("ours", ours, true);
        PlatformTransactionManager named = register("theirs", theirs, false);

        assertThat(select("theirs")).isSameAs(named);
    }

    @Test
    void reportsANameThatNobodyHas() {
        register("ours", ours, true);

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> select("nobody"))
                .satisfies(report -> {
                    assertThat(report.description()).contains("pgqueue.transaction-manager is 'nobody'");
                    assertThat(report.action()).contains("ours");
                });
    }

    @Test
    void reportsThatThereIsNone() {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> select(null))
                .satisfies(report -> assertThat(report.description()).contains("no transaction manager"));
    }

    @Test
    void reportsThatNoneFits() {
        register("theirs", theirs, true);

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> select(null))
                .satisfies(report -> {
                    assertThat(report.description()).contains("theirs (is on something else)");
                    assertThat(report.action()).contains("pgqueue.transaction-manager");
                });
    }

    private PlatformTransactionManager select(@Nullable String name) {
        return new TransactionManagerSelection(beans, ours, name).get();
    }

    private PlatformTransactionManager register(String name, DataSource dataSource, boolean primary) {
        JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
        var definition = BeanDefinitionBuilder.genericBeanDefinition(PlatformTransactionManager.class, () -> manager)
                .getBeanDefinition();
        definition.setPrimary(primary);
        beans.registerBeanDefinition(name, definition);
        return manager;
    }
}
