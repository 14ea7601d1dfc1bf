package io.pgqueue.test;

import io.pgqueue.PayloadCodec;
import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.connection.QueueDataSource;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
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
    AttemptSavepoint pgQueueAttemptSavepoint(QueueDataSource dataSource) {
        return new AttemptSavepoint(dataSource.dataSource());
    }

    @Bean
    @ConditionalOnMissingBean
    TaskQueueTester taskQueueTester(
            PgQueueEngine engine,
            TaskAdmin admin,
            PayloadCodec codec,
            QueueDataSource dataSource,
            EngineSettings settings,
            AttemptLog attempts) {
        StoredTasks stored = new StoredTasks(admin, dataSource.dataSource(), settings.schema());
        return new TaskQueueTester(engine.inline(), stored, codec, attempts, TaskQueueTester.MAX_RUNS);
    }
}
