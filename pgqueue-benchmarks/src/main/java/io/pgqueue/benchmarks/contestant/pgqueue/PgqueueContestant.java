package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.ContestantProcess;
import io.pgqueue.benchmarks.contestant.Deal;
import io.pgqueue.benchmarks.contestant.Load;
import io.pgqueue.benchmarks.contestant.Payload;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** pgqueue in a Spring Boot application with its defaults, but for what {@code properties} say. */
public final class PgqueueContestant implements Contestant, ContestantProcess.Probe {

    private static final TaskKind<Payload> KIND = new TaskKind<>(CountingHandler.KIND, Payload.class);
    private static final long LOOK_NANOS = 100_000;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final BenchDatabase database;
    private final BenchShards shards;
    private final Map<String, String> properties;
    private @Nullable ConfigurableApplicationContext application;

    public PgqueueContestant(BenchDatabase database, Map<String, String> properties) {
        this.database = database;
        this.shards = BenchShards.of(database, properties);
        this.properties = Map.copyOf(properties);
    }

    @Override
    public String configuration() {
        return properties.isEmpty() ? "defaults" : "defaults, but for " + properties;
    }

    @Override
    public void install() {
        application = BenchApplication.start(database, properties);
    }

    @Override
    public void enqueue(Load load) throws Exception {
        TaskQueue queue = bean(TaskQueue.class);
        String note = Payload.note(load.payloadBytes());
        if (load.hotTasks() > 0) {
            enqueueHot(queue, load, note);
        }
        Deal.run(load, (from, count) -> {
            if (count == 1) {
                queue.enqueue(task(load, from, note));
                return;
            }
            List<Task> tasks = new ArrayList<>(count);
            for (int i = from; i < from + count; i++) {
                tasks.add(task(load, i, note));
            }
            if (load.grouped()) {
                queue.enqueueGroup(TaskGroup.of(tasks));
            } else {
                queue.enqueueAll(tasks);
            }
        });
    }

    private static void enqueueHot(TaskQueue queue, Load load, String note) throws Exception {
        Task waiting = Task.of(KIND, new Payload(0, 0, note)).withOrderingKey("hot");
        queue.enqueue(waiting.withDelay(Duration.ofDays(1)));
        Deal.run(Load.of(load.hotTasks()), (from, count) -> queue.enqueueAll(Collections.nCopies(count, waiting)));
    }

    static Task task(Load load, int number, String note) {
        Task task = Task.of(KIND, new Payload(number, 0, note));
        if (load.keyed()) {
            task = task.withExternalKey("order-" + number);
        }
        if (load.orderingKeys() > 0) {
            task = task.withOrderingKey("customer-" + number % load.orderingKeys());
        }
        if (load.priorities() > 1) {
            task = task.withPriority(number % load.priorities());
        }
        return load.delaySeconds() == 0 ? task : task.withDelay(Duration.ofSeconds(load.delaySeconds()));
    }

    @Override
    public void start() {
        bean(TaskProcessing.class).start();
    }

    @Override
    public void stop() {
        if (!bean(TaskProcessing.class).stop(STOP_TIMEOUT)) {
            throw new IllegalStateException("processing did not stop within " + STOP_TIMEOUT);
        }
    }

    @Override
    public long handled() {
        return bean(CountingHandler.class).handled();
    }

    @Override
    public long remaining() throws Exception {
        long remaining = 0;
        for (BenchDatabase shard : shards.all()) {
            remaining += Tables.remaining(shard);
        }
        return remaining;
    }

    @Override
    public void reset() throws Exception {
        bean(CountingHandler.class).reset();
        for (BenchDatabase shard : shards.all()) {
            Tables.reset(shard);
        }
    }

    @Override
    public Map<String, Object> run(String command, JsonNode arguments) throws Exception {
        CountingHandler handler = bean(CountingHandler.class);
        return switch (command) {
            case "forget" -> {
                handler.reset();
                yield Map.of();
            }
            case "latencies" -> handler.latencies().summary();
            case "paced" -> new PacedProducer(bean(TaskQueue.class)).run(arguments);
            case "live-set" -> {
                while (handler.handled() < arguments.path("handled").asLong()) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                yield Map.of("bytes", LiveSet.bytes());
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        };
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
    }

    private <T> T bean(Class<T> type) {
        if (application == null) {
            throw new IllegalStateException("not installed");
        }
        return application.getBean(type);
    }
}
