package io.pgqueue.autoconfigure;

import io.pgqueue.PayloadCodec;
import io.pgqueue.Task;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.autoconfigure.connection.ControlTarget;
import io.pgqueue.autoconfigure.connection.HikariControlConnections;
import io.pgqueue.autoconfigure.connection.UrlControlConnections;
import io.pgqueue.engine.EngineBuilder;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.PgQueueEngine.ControlConnections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.ClassUtils;

/** What an engine is made of, wherever it is; the same for each shard. */
record EngineParts(
        PayloadCodec codec,
        boolean sqlTasks,
        TaskQueueListener listener,
        TaskInterceptor interceptor,
        UnaryOperator<Task> followUps,
        OutboxSelection outbox,
        boolean virtualThreads) {

    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";

    EngineBuilder builder(DataSource dataSource, EngineSettings settings, ControlTarget control) {
        EngineBuilder builder = PgQueueEngine.builder(dataSource, codec)
                .settings(settings)
                .sqlTasks(sqlTasks)
                .controlConnections(controlConnections(dataSource, control))
                .listeners(List.of(listener))
                .interceptors(List.of(interceptor))
                .followUps(followUps)
                .outboxSink(outbox.sink())
                .outboxSettings(outbox.settings());
        return virtualThreads ? builder.workerThreads(EngineParts::inVirtualThreads) : builder;
    }

    private static @Nullable ControlConnections controlConnections(DataSource dataSource, ControlTarget target) {
        ControlConnections ofPool = ClassUtils.isPresent(HIKARI, EngineParts.class.getClassLoader())
                ? HikariControlConnections.of(dataSource, target)
                : null;
        return ofPool == null && target.url() != null ? new UrlControlConnections(target.url(), target) : ofPool;
    }

    private static Executor inVirtualThreads(String prefix) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
        executor.setVirtualThreads(true);
        return executor;
    }
}
