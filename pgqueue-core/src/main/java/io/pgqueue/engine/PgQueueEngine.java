package io.pgqueue.engine;

import io.pgqueue.KindOptions;
import io.pgqueue.Oversight;
import io.pgqueue.PayloadCodec;
import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskRegistration;
import io.pgqueue.engine.EngineSettings.ForeignTransactions;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.enqueue.CallerSide;
import io.pgqueue.internal.enqueue.TaskChecker;
import io.pgqueue.internal.schedule.PostgresSchedules;
import io.pgqueue.internal.schedule.ScheduleChecker;
import io.pgqueue.internal.schedule.ScheduleReader;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.ClaimStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.KindStore;
import io.pgqueue.internal.store.LaneStore;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.internal.store.NotifyStore;
import io.pgqueue.internal.store.OutcomeStore;
import io.pgqueue.internal.store.OversightStore;
import io.pgqueue.internal.store.SameDatabase;
import io.pgqueue.internal.store.ScheduleStore;
import io.pgqueue.internal.store.ShardStore;
import io.pgqueue.internal.store.SlotStore;
import io.pgqueue.internal.store.SqlTaskStore;
import io.pgqueue.internal.store.WorkerStore;
import io.pgqueue.internal.wakeup.ControlSession;
import io.pgqueue.internal.wakeup.LaneMender;
import io.pgqueue.internal.wakeup.Notifier;
import io.pgqueue.internal.work.InlineWork;
import io.pgqueue.internal.work.Listeners;
import io.pgqueue.internal.work.WorkParts;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.Schedules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A queue on one {@code DataSource} and schema: adds tasks at once, and processes them between a start and a stop.
 * Built by {@link #builder}; then {@link #register} is called once, and {@link #processing()} started. Thread-safe.
 */
public final class PgQueueEngine implements QueueEngine {

    /** Threads that use the pool: claim, two recorders, notify, rescue, purge, sample, schedule; and workers for suspects. */
    private static final int OWN_CONNECTIONS = 9;

    private final KindBook kinds;
    private final CallerSide callerSide;
    private final PostgresSchedules schedules;
    private final Processing processing;
    private final Notifier notifier;
    private final InlineProcessing inline;
    private final @Nullable Replica replica;
    private final ShardStore shardStore;
    private final Counting counting;
    private final boolean controlSessionPooled;
    private final @Nullable SqlTasks sqlTasks;
    private final OutboxParts outbox;
    private final Oversight oversight;

    PgQueueEngine(EngineBuilder builder) {
        EngineSettings settings = builder.settings;
        Database database = new Database(builder.dataSource, settings.schema());
        KindCatalog catalog = new KindCatalog(new KindStore(database));
        TaskChecker checker = new TaskChecker(catalog, builder.codec, settings.maxPayloadBytes());
        String sender = UUID.randomUUID().toString().substring(0, 8);
        String channel = settings.schema() + "_wake";
        String workerName = InstanceName.get();
        WorkerStore workerStore = new WorkerStore(database);
        Announcer announcer = new EveryoneAnnouncer(this::here, this::others);
        Tally tally = new Tally();
        LaneStore laneStore = new LaneStore(database);
        JsonEncoding encoding = new JsonEncoding(builder.codec, checker, builder.followUpCheck, builder.followUps);
        WorkParts parts = new WorkParts(
                database,
                catalog,
                new ClaimStore(database),
                new OutcomeStore(database, workerName),
                laneStore,
                encoding,
                builder.interceptors,
                new Listeners(builder.listeners),
                announcer,
                tally,
                builder.transactionManager);

        this.kinds = new KindBook(settings, catalog);
        this.sqlTasks = builder.sqlTasks ? new SqlTasks(new SqlTaskStore(database), kinds) : null;
        this.replica = builder.replica == null ? null : new Replica(builder.replica, settings.schema());
        this.shardStore = new ShardStore(database);
        this.oversight = new OversightStore(database);
        MaintenanceStore maintenanceStore = new MaintenanceStore(database);
        this.inline = new EngineInline(new InlineWork(parts, workerStore, workerName), kinds, new AdminStore(database));
        LaneMender lanes = new LaneMender(laneStore, () -> here().newsArrived());
        this.notifier = new Notifier(new NotifyStore(database), channel, sender, lanes);
        this.controlSessionPooled = builder.controlConnections == null;
        ControlConnections own = builder.controlConnections;
        this.callerSide = new CallerSide(
                database,
                checker,
                announcer,
                tally,
                builder.listeners,
                () -> (builder.toleratedTransaction.getAsBoolean()
                                ? ForeignTransactions.ALLOW
                                : settings.foreignTransactions())
                        .name());
        this.outbox = new OutboxParts(builder, database, checker, encoding, callerSide.afterCommit(), workerName);
        this.processing = new Processing(
                parts,
                kinds,
                new ProcessingStores(workerStore, maintenanceStore, new SlotStore(database), outbox.relays()),
                new ControlSession.Settings(
                        own == null ? database::open : new SameDatabase(own::open, database),
                        channel,
                        sender,
                        workerName,
                        InstanceName.version(),
                        settings.listen(),
                        settings.backendCheck()),
                builder.workerThreads);
        this.counting = Counting.of(catalog, tally, database, maintenanceStore, processing::workerId);
        this.schedules = new PostgresSchedules(
                new ScheduleStore(database),
                new ScheduleChecker(checker::check, builder.codec::write),
                new ScheduleReader(json -> encoding.payload(json, Object.class), encoding::headers),
                callerSide.afterCommit());
    }

    /** Begins an engine on a {@code DataSource} whose database holds the schema. */
    public static EngineBuilder builder(DataSource dataSource, PayloadCodec codec) {
        return new EngineBuilder(dataSource, codec);
    }

    @Override
    public TaskQueue taskQueue() {
        return callerSide.queue();
    }

    @Override
    public TaskAdmin taskAdmin() {
        return callerSide.admin();
    }

    @Override
    public Schedules schedules() {
        return schedules;
    }

    @Override
    public Outbox outbox() {
        return outbox.outbox();
    }

    @Override
    public OutboxAdmin outboxAdmin() {
        return outbox.admin();
    }

    /** How database and instances are doing, and the log of what operators did; usable at once. */
    public Oversight oversight() {
        return oversight;
    }

    /** How the relay is doing, by memory alone; null where there is no sink. */
    public @Nullable OutboxState outboxState() {
        return outbox.relays() == null ? null : processing.outboxState();
    }

    @Override
    public void declareSchedules(String application, Collection<Schedule> declared, boolean retire) {
        schedules.declare(application, declared, retire);
    }

    @Override
    public TaskProcessing processing() {
        return processing;
    }

    @Override
    public void register(Collection<TaskRegistration> registrations) {
        kinds.register(sqlTasks == null ? registrations : sqlTasks.addTo(registrations));
        counting.start();
    }

    @Override
    public Map<String, KindOptions> options() {
        return kinds.options();
    }

    @Override
    public Optional<QueueReads> replica() {
        return Optional.ofNullable(replica).map(Replica::reads);
    }

    @Override
    public Optional<OutboxCounts> outboxCounts() {
        return replica == null ? outbox.admin().counts() : replica.outboxCounts();
    }

    CallerSide callerSide() {
        return callerSide;
    }

    ShardStore shardStore() {
        return shardStore;
    }

    /** What the last claim or beat failed of; null if it did not, or nothing runs. */
    @Nullable
    String lastError() {
        return processing.lastError();
    }

    /** How the engine is doing; reads memory alone. */
    public EngineState state() {
        return processing.state();
    }

    /** How often things have happened here; reads memory alone. */
    public EngineCounts counts() {
        return counting.counts();
    }

    /**
     * Connections that processing takes from the pool at most, beside those that handlers and callers use: one for each
     * of its threads, one for the control session unless it opens its own, two for the relay of the outbox where
     * there is a sink, and one for each worker of a transactional kind.
     */
    public int connectionsNeeded() {
        return OWN_CONNECTIONS
                + (controlSessionPooled ? 1 : 0)
                + outbox.connectionsNeeded()
                + kinds.transactionalWorkers();
    }

    @Override
    public InlineProcessing inline() {
        return inline;
    }

    @Override
    public void close() {
        processing.stop(Duration.ZERO);
        counting.stop(Duration.ofSeconds(2));
        notifier.stop(Duration.ofSeconds(2));
    }

    /** Opens connections that are not the pool's, for the control session. */
    @FunctionalInterface
    public interface ControlConnections {
        Connection open() throws SQLException;
    }

    /** Runs what is due in the caller's thread; timeouts are not watched. */
    public interface InlineProcessing {

        /**
         * Runs tasks until none is due; one that failed is due again after its retry delay.
         *
         * @return attempts that were run, at most {@code limit}
         */
        int runDue(int limit);

        /** Makes due whatever would be at a time, then does the same. */
        int runDueAt(Instant time, int limit);
    }

    private Processing here() {
        return processing;
    }

    private Notifier others() {
        return notifier;
    }
}
