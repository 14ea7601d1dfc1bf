package io.pgqueue.autoconfigure.connection;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.ClassUtils;

/** Chooses one {@code DataSource}: by name, else by qualifier, else the primary or only one. */
public final class DataSourceSelection {

    private static final String R2DBC = "io.r2dbc.spi.ConnectionFactory";
    private static final String CHOOSE =
            "Name the one that the queue is to use by the property pgqueue.data-source, or put"
                    + " @PgQueueDataSource on its bean method. It is the database whose data the tasks are about: only then do"
                    + " both commit together.";

    private final ListableBeanFactory beanFactory;
    private final ObjectProvider<DataSource> qualified;

    /**
     * Chooses among the beans of a factory and its parents.
     *
     * @param qualified those that carry the qualifier annotation
     */
    public DataSourceSelection(ListableBeanFactory beanFactory, ObjectProvider<DataSource> qualified) {
        this.beanFactory = beanFactory;
        this.qualified = qualified;
    }

    /**
     * Chooses one.
     *
     * @param name of a bean; null to choose without
     * @throws SetupException if there is none, or it is not clear which
     */
    public QueueDataSource select(@Nullable String name) {
        DataSource dataSource = name != null ? named(beanFactory, "pgqueue.data-source", name) : chosen();
        return new QueueDataSource(target(dataSource));
    }

    /** Under which a transaction manager binds connections, so that the queue must ask for that one, too. */
    public static DataSource target(DataSource dataSource) {
        return dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? proxy.getTargetDataSource()
                : dataSource;
    }

    /**
     * The bean of a name.
     *
     * @param property that names it
     * @throws SetupException if there is none
     */
    public static DataSource named(ListableBeanFactory beanFactory, String property, String name) {
        if (!beanFactory.containsBean(name) || !beanFactory.isTypeMatch(name, DataSource.class)) {
            throw new SetupException(
                    "The property " + property + " is '" + name + "', but there is no DataSource bean of that name.",
                    "Set it to one of: " + String.join(", ", names(beanFactory)) + ".");
        }
        return beanFactory.getBean(name, DataSource.class);
    }

    private DataSource chosen() {
        try {
            DataSource dataSource = qualified.getIfAvailable();
            if (dataSource == null) {
                dataSource = beanFactory.getBeanProvider(DataSource.class).getIfAvailable();
            }
            if (dataSource != null) {
                return dataSource;
            }
        } catch (NoUniqueBeanDefinitionException e) {
            throw new SetupException(
                    "pgqueue needs one DataSource, but there are " + e.getNumberOfBeansFound()
                            + " and none is primary: " + String.join(", ", names(beanFactory)) + ".",
                    CHOOSE,
                    e);
        }
        throw missing();
    }

    private SetupException missing() {
        if (hasR2dbc()) {
            return new SetupException(
                    "pgqueue needs a JDBC DataSource, and the application has only an R2DBC ConnectionFactory.",
                    "Add a DataSource bean for the same PostgreSQL: the two can stand side by side, but Boot makes none by"
                            + " itself where there is a ConnectionFactory, so declare it, for example by"
                            + " DataSourceBuilder with a jdbc:postgresql: URL, and org.postgresql:postgresql on the"
                            + " class path. Tasks join JDBC transactions, not R2DBC ones. pgqueue.enabled=false turns"
                            + " pgqueue off.");
        }
        return new SetupException(
                "pgqueue needs a JDBC DataSource that leads to PostgreSQL, and there is none.",
                "Set spring.datasource.url (jdbc:postgresql://<host>/<database>), spring.datasource.username and"
                        + " spring.datasource.password with spring-boot-starter-jdbc on the class path, or declare a"
                        + " DataSource bean. pgqueue.enabled=false turns pgqueue off.");
    }

    private static List<String> names(ListableBeanFactory beanFactory) {
        return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, DataSource.class));
    }

    private boolean hasR2dbc() {
        ClassLoader loader = DataSourceSelection.class.getClassLoader();
        if (!ClassUtils.isPresent(R2DBC, loader)) {
            return false;
        }
        Class<?> factory = ClassUtils.resolveClassName(R2DBC, loader);
        return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, factory, true, false).length > 0;
    }
}
