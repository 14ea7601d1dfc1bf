package io.pgqueue.autoconfigure.connection;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the transaction manager whose transactions are on the queue's {@code DataSource}, when it is first asked: JPA's
 * may not be there before. A named one is taken at its word. Others, the primary first, are put to the test by a
 * transaction that is rolled back, since only that tells what a JPA or chained one does.
 */
public final class TransactionManagerSelection implements Supplier<PlatformTransactionManager> {

    private static final Logger log = LoggerFactory.getLogger(TransactionManagerSelection.class);

    private final ListableBeanFactory beanFactory;
    private final DataSource dataSource;
    private final @Nullable String name;
    private final Supplier<PlatformTransactionManager> selected = SingletonSupplier.of(this::select);

    /**
     * @param name of the bean to take; null to choose
     */
    public TransactionManagerSelection(ListableBeanFactory beanFactory, DataSource dataSource, @Nullable String name) {
        this.beanFactory = beanFactory;
        this.dataSource = dataSource;
        this.name = name;
    }

    /**
     * Always the same.
     *
     * @throws SetupException if none fits
     */
    @Override
    public PlatformTransactionManager get() {
        return selected.get();
    }

    /**
     * Chooses now.
     *
     * @throws SetupException if none fits
     */
    public void require() {
        PlatformTransactionManager found = selected.get();
        log.debug("Transactional handlers use {}", found);
    }

    private PlatformTransactionManager select() {
        if (name != null) {
            return named(name);
        }
        List<String> tried = new ArrayList<>();
        for (String candidate : candidates()) {
            PlatformTransactionManager manager = beanFactory.getBean(candidate, PlatformTransactionManager.class);
            String reason = reasonAgainst(manager);
            if (reason == null) {
                return manager;
            }
            tried.add(candidate + " (" + reason + ")");
        }
        if (tried.isEmpty()) {
            throw new SetupException(
                    "There is a transactional task handler, but no transaction manager.",
                    "Add one for the queue's DataSource (Boot makes one with spring-boot-starter-jdbc or -data-jpa where"
                            + " there is a single DataSource), or set transactional to false for the handler.");
        }
        throw new SetupException(
                "There is a transactional task handler, but no transaction manager has its transactions on the queue's"
                        + " DataSource: " + String.join(", ", tried) + ".",
                "Add a DataSourceTransactionManager or JpaTransactionManager for that DataSource, choose another"
                        + " DataSource by pgqueue.data-source or @PgQueueDataSource, or name a manager by"
                        + " pgqueue.transaction-manager if it joins in some other way (JTA).");
    }

    private PlatformTransactionManager named(String bean) {
        if (!beanFactory.containsBean(bean) || !beanFactory.isTypeMatch(bean, PlatformTransactionManager.class)) {
            throw new SetupException(
                    "The property pgqueue.transaction-manager is '" + bean
                            + "', but there is no PlatformTransactionManager bean of that name.",
                    "Set it to one of: " + String.join(", ", names()) + ".");
        }
        return beanFactory.getBean(bean, PlatformTransactionManager.class);
    }

    /** The primary one first, if there is one. */
    private List<String> candidates() {
        List<String> names = new ArrayList<>(names());
        PlatformTransactionManager first =
                beanFactory.getBeanProvider(PlatformTransactionManager.class).getIfUnique();
        names.sort((a, b) -> Boolean.compare(beanFactory.getBean(b) == first, beanFactory.getBean(a) == first));
        return names;
    }

    private List<String> names() {
        return Arrays.asList(
                BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, PlatformTransactionManager.class));
    }

    private @Nullable String reasonAgainst(PlatformTransactionManager manager) {
        DefaultTransactionDefinition definition =
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        definition.setName("pgqueue: which DataSource is this transaction on?");
        try {
            TransactionStatus status = manager.getTransaction(definition);
            try {
                return TransactionSynchronizationManager.hasResource(dataSource) ? null : "is on something else";
            } finally {
                manager.rollback(status);
            }
        } catch (TransactionException e) {
            return "cannot begin: " + e.getMessage();
        }
    }
}
