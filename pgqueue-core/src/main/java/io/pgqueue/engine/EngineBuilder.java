package io.pgqueue.engine;

import io.pgqueue.PayloadCodec;
import io.pgqueue.Task;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.engine.PgQueueEngine.ControlConnections;
import io.pgqueue.outbox.OutboxSettings;
import io.pgqueue.outbox.OutboxSink;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** What an engine is built from; everything but the {@code DataSource} and the codec has a default. */
public final class EngineBuilder {

    final DataSource dataSource;
    final PayloadCodec codec;
    EngineSettings settings = EngineSettings.standard();
    List<TaskQueueListener> listeners = List.of();
    List<TaskInterceptor> interceptors = List.of();
    Supplier<PlatformTransactionManager> transactionManager;

    boolean sqlTasks;

    @Nullable
    DataSource replica;

    /** Throws for a follow-up that may not be added where the task that adds it is. */
    Consumer<Task> followUpCheck = task -> {};

    UnaryOperator<Task> followUps = UnaryOperator.identity();

    /** Whether the surrounding transaction, on whatever else it is, is one in which tasks may commit by themselves. */
    BooleanSupplier toleratedTransaction = () -> false;

    @Nullable
    OutboxSink outboxSink;

    OutboxSettings outboxSettings = OutboxSettings.standard();

    @Nullable
    ControlConnections controlConnections;

    Function<String, Executor> workerThreads = EngineBuilder::platformThreads;

    EngineBuilder(DataSource dataSource, PayloadCodec codec) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.codec = Objects.requireNonNull(codec, "codec");
        PlatformTransactionManager own = new JdbcTransactionManager(dataSource);
        this.transactionManager = () -> own;
    }

    public EngineBuilder settings(EngineSettings settings) {
        this.settings = settings;
        return this;
    }

    /** Called in this order. */
    public EngineBuilder listeners(List<TaskQueueListener> listeners) {
        this.listeners = List.copyOf(listeners);
        return this;
    }

    /** Nested in this order, the first outermost. */
    public EngineBuilder interceptors(List<TaskInterceptor> interceptors) {
        this.interceptors = List.copyOf(interceptors);
        return this;
    }

    /**
     * Is given each follow-up of a handler, in the handler's thread, and returns what to add in its place: the same with
     * headers, say.
     */
    public EngineBuilder followUps(UnaryOperator<Task> followUps) {
        this.followUps = followUps;
        return this;
    }

    /**
     * Whether to work the kinds whose work is an SQL function, too, as far as they are known when handlers are
     * registered. By default not.
     */
    public EngineBuilder sqlTasks(boolean sqlTasks) {
        this.sqlTasks = sqlTasks;
        return this;
    }

    /**
     * A hot standby of the database, for {@link PgQueueEngine#replica}; what is read there may lag behind. Null, as by
     * default, for none.
     */
    public EngineBuilder replica(@Nullable DataSource replica) {
        this.replica = replica;
        return this;
    }

    /** For transactional kinds; asked with each attempt. By default one of the engine's own. */
    public EngineBuilder transactionManager(Supplier<PlatformTransactionManager> transactionManager) {
        this.transactionManager = transactionManager;
        return this;
    }

    /**
     * Where to send events while processing runs, if this instance has the lease. Null, by default: this instance only
     * publishes them.
     */
    public EngineBuilder outboxSink(@Nullable OutboxSink outboxSink) {
        this.outboxSink = outboxSink;
        return this;
    }

    /** How to send events. */
    public EngineBuilder outboxSettings(OutboxSettings outboxSettings) {
        this.outboxSettings = outboxSettings;
        return this;
    }

    /** Null: the control session takes a connection from the pool and keeps it. */
    public EngineBuilder controlConnections(@Nullable ControlConnections controlConnections) {
        this.controlConnections = controlConnections;
        return this;
    }

    /**
     * From a prefix of thread names to an executor that runs every loop it is handed in a thread of its own; by default
     * daemon platform threads.
     */
    public EngineBuilder workerThreads(Function<String, Executor> workerThreads) {
        this.workerThreads = workerThreads;
        return this;
    }

    public PgQueueEngine build() {
        return new PgQueueEngine(this);
    }

    private static Executor platformThreads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return loop -> {
            Thread thread = new Thread(loop, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            thread.start();
        };
    }
}
