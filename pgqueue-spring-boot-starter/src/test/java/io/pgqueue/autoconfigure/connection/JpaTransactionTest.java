package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.testsupport.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PostPersist;
import jakarta.persistence.PrePersist;
import jakarta.persistence.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tasks and entities in one transaction of JPA's. */
class JpaTransactionTest {

    private static TestDatabase database;

    private final ApplicationContextRunner application = PgQueueRunner.on(database)
            .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
            .withPropertyValues("spring.jpa.hibernate.ddl-auto=update")
            .withUserConfiguration(Entities.class, InvoiceHandler.class);

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void commitsATaskWithTheEntityThatItIsAbout() {
        application.run(context -> {
            assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
            EntityManager entities = sharedEntityManager(context);
            TaskQueue queue = context.getBean(TaskQueue.class);

            transaction(context).executeWithoutResult(status -> {
                entities.persist(new Invoice(1));
                entities.flush();
                queue.enqueue(Task.of("stamp", 1L).withExternalKey("commit"));
                assertThat(tasksSeenByOthers()).isZero();
            });

            await().untilAsserted(() -> assertThat(queue.find("stamp", "commit"))
                    .hasValueSatisfying(task -> assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED)));
        });
    }

    @Test
    void rollsATaskBackWithTheEntityThatItIsAbout() {
        application.run(context -> {
            EntityManager entities = sharedEntityManager(context);
            TaskQueue queue = context.getBean(TaskQueue.class);

            transaction(context).executeWithoutResult(status -> {
                entities.persist(new Invoice(2));
                queue.enqueue(Task.of("stamp", 2L).withExternalKey("rollback"));
                status.setRollbackOnly();
            });

            assertThat(queue.find("stamp", "rollback")).isEmpty();
            assertThat(entities.find(Invoice.class, 2L)).isNull();
        });
    }

    @Test
    void runsATransactionalHandlerInATransactionOfJpas() {
        application.run(context -> {
            TaskQueue queue = context.getBean(TaskQueue.class);
            transaction(context)
                    .executeWithoutResult(status -> sharedEntityManager(context).persist(new Invoice(3)));

            queue.enqueue(Task.of("stamp", 3L).withExternalKey("handler"));

            await().untilAsserted(() -> assertThat(queue.find("stamp", "handler"))
                    .hasValueSatisfying(task -> assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED)));
            assertThat(new JdbcTemplate(database.direct())
                            .queryForObject("select stamped from invoice where id = 3", Boolean.class))
                    .isTrue();
        });
    }

    @Test
    void letsAnEntityListenerEnqueue() {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            transaction(context)
                    .executeWithoutResult(status -> sharedEntityManager(context).persist(new Invoice(4)));

            assertThat(context.getBean(TaskQueue.class).find("stamp", "persisted 4"))
                    .isPresent();
        });
    }

    private static long tasksSeenByOthers() {
        Long count = new JdbcTemplate(database.direct())
                .queryForObject("select count(*) from pgqueue.tasks where external_key = 'commit'", Long.class);
        return count == null ? -1 : count;
    }

    private static TransactionTemplate transaction(org.springframework.context.ApplicationContext context) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    private static EntityManager sharedEntityManager(org.springframework.context.ApplicationContext context) {
        return org.springframework.orm.jpa.SharedEntityManagerCreator.createSharedEntityManager(
                context.getBean(EntityManagerFactory.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EntityScan(basePackageClasses = Invoice.class)
    static class Entities {}

    @Entity(name = "Invoice")
    @Table(name = "invoice")
    @EntityListeners(InvoiceListener.class)
    static class Invoice {
        @Id
        private long id;

        private boolean stamped;

        Invoice() {}

        Invoice(long id) {
            this.id = id;
        }

        @PrePersist
        void fresh() {
            stamped = false;
        }

        void stamp() {
            stamped = true;
        }
    }

    /** JPA has Spring make it, while it makes the entity manager factory. */
    static class InvoiceListener {
        private final TaskQueue queue;

        InvoiceListener(TaskQueue queue) {
            this.queue = queue;
        }

        @PostPersist
        void persisted(Invoice invoice) {
            queue.enqueue(Task.of("stamp", invoice.id).withExternalKey("persisted " + invoice.id));
        }
    }

    static class InvoiceHandler {
        @PersistenceContext
        private EntityManager entities;

        @TaskHandler(value = "stamp", transactional = true)
        public void stamp(long id) {
            entities.find(Invoice.class, id).stamp();
        }
    }
}
