package io.pgqueue.test;

import io.pgqueue.PayloadCodec;
import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.connection.QueueSchemas;
import io.pgqueue.engine.QueueEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** What {@link AutoConfigureTaskQueueTester} adds to a test's context. */
@AutoConfiguration(after = PgQueueAutoConfiguration.class)
public final class TaskQueueTesterAutoConfiguration {

    @Bean
    AttemptLog pgQueueAttemptLog() {
        return new AttemptLog();
    }

    @Bean
    AttemptSavepoint pgQueueAttemptSavepoint(ObjectProvider<QueueSchemas> schemas) {
        return new AttemptSavepoint(schemas::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    TaskQueueTester taskQueueTester(
            QueueEngine engine, TaskAdmin admin, PayloadCodec codec, QueueSchemas schemas, AttemptLog attempts) {
        StoredTasks stored = new StoredTasks(admin, schemas.all());
        return new TaskQueueTester(engine.inline(), stored, codec, attempts, TaskQueueTester.MAX_RUNS);
    }
}
