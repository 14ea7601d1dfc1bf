package io.pgqueue.benchmarks.contestant.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.Deal;
import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.Payload;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.jspecify.annotations.Nullable;

/** JobRunr, which keeps a job that has succeeded for 36 hours. */
public final class JobRunrContestant implements Contestant {

    /** As its default on two cores; 32 and 48 drain no faster, beyond what rounds differ by. */
    private static final int WORKERS = 16;

    /** For the server's own five threads, and threads that enqueue. */
    private static final int FURTHER_CONNECTIONS = 8;

    private static final int CONNECTIONS = WORKERS + FURTHER_CONNECTIONS;

    /** It takes no less. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final String NOT_DONE = Arrays.stream(StateName.values())
            .filter(state -> state != StateName.SUCCEEDED && state != StateName.DELETED)
            .map(state -> "'" + state + "'")
            .collect(Collectors.joining(", "));

    private final LongAdder handled = new LongAdder();
    private final JsonMapper json = new Jackson3JsonMapper();
    private final Handler handler = new Handler(handled);
    private final BenchDatabase database;
    private final HikariDataSource pool;
    private @Nullable StorageProvider storage;
    private @Nullable BackgroundJobServer server;

    public JobRunrContestant(BenchDatabase database) {
        this.database = database;
        this.pool = database.pool(CONNECTIONS);
    }

    @Override
    public String configuration() {
        return "JobRunr " + PeerVersions.ofManifest(BackgroundJobServer.class) + ": PostgresStorageProvider, " + WORKERS
                + " workers, polls each " + POLL_INTERVAL.toSeconds()
                + " s (the least it takes) and when a worker is free, a pool of " + CONNECTIONS
                + " connections, JobRequests enqueued as a Stream, Jackson 3, keeps jobs that succeeded (its default)";
    }

    @Override
    public void install() {
        storage();
    }

    /** Creates the tables if they are not there. */
    private StorageProvider storage() {
        StorageProvider created = storage;
        if (created == null) {
            created = new PostgresStorageProvider(pool);
            created.setJobMapper(new JobMapper(json));
            storage = created;
        }
        return created;
    }

    @Override
    public void enqueue(Load load) throws Exception {
        Plain.check(load);
        JobRequestScheduler scheduler = new JobRequestScheduler(storage(), List.of());
        String note = Payload.note(load.payloadBytes());
        Deal.run(load, (from, count) -> {
            if (count == 1) {
                scheduler.enqueue(new Request(new Payload(from, 0, note)));
            } else {
                scheduler.enqueue(
                        IntStream.range(from, from + count).mapToObj(i -> new Request(new Payload(i, 0, note))));
            }
        });
    }

    @Override
    public void start() {
        if (server == null) {
            server = new BackgroundJobServer(
                    storage(),
                    json,
                    activator(),
                    BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                            .andPollInterval(POLL_INTERVAL)
                            .andWorkerCount(WORKERS));
            server.start();
        }
    }

    private JobActivator activator() {
        return new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(handler);
            }
        };
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public long handled() {
        return handled.sum();
    }

    @Override
    public long remaining() throws Exception {
        return database.number("SELECT count(*) FROM jobrunr_jobs WHERE state IN (" + NOT_DONE + ")");
    }

    @Override
    public void reset() throws Exception {
        database.execute("TRUNCATE jobrunr_jobs");
        handled.reset();
    }

    @Override
    public void close() {
        stop();
        if (storage != null) {
            storage.close();
        }
        pool.close();
    }

    /**
     * What JobRunr stores; faster than a lambda, which it would have to analyse.
     *
     * @param payload of the task
     */
    public record Request(Payload payload) implements JobRequest {

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /**
     * Runs a job.
     *
     * @param handled counts
     */
    public record Handler(LongAdder handled) implements JobRequestHandler<Request> {

        @Override
        public void run(Request request) {
            handled.increment();
        }
    }
}
