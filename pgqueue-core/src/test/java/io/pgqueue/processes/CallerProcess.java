package io.pgqueue.processes;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskQueue;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A process that adds tasks in every way, cancels one and pauses a kind, and does not work. Compiled against the present
 * version it is run with the classes of the previous one, too, and so uses only what that has. Its arguments are those of
 * {@link WorkerProcess}, of which it needs the database. It prints READY when it is done, and ends when it reads no more.
 */
final class CallerProcess {

    static final int PLAIN = 300;
    static final int ORDERED = 20;
    static final int MEMBERS = 3;
    static final String CANCELLED_KEY = "not-wanted";
    static final String WANTED_KEY = "wanted";
    static final String ORDERING_KEY = "one-by-one";

    private CallerProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(arguments[0]);
            pool.setUsername(arguments[1]);
            pool.setPassword(arguments[2]);
            pool.setMaximumPoolSize(4);
            PgQueueEngine engine = PgQueueEngine.builder(pool, new TestCodec())
                    .settings(EngineSettings.standard()
                            .withKinds(Map.of(
                                    WorkerProcess.QUICK, KindOptions.none(), WorkerProcess.GATED, KindOptions.none())))
                    .build();
            engine.register(List.of());
            call(engine);
            System.out.println("READY");
            while (System.in.read() >= 0) {
                // until its test ends it
            }
            engine.close();
        }
    }

    private static void call(PgQueueEngine engine) {
        TaskQueue queue = engine.taskQueue();
        Task quick = Task.of(WorkerProcess.QUICK, Map.of("by", "caller"));
        queue.enqueueAll(Collections.nCopies(PLAIN, quick));
        for (int i = 0; i < ORDERED; i++) {
            queue.enqueue(quick.withOrderingKey(ORDERING_KEY));
        }
        queue.enqueueGroup(TaskGroup.of(Collections.nCopies(MEMBERS, quick)).whenDone(quick));
        queue.enqueue(quick.withExternalKey(CANCELLED_KEY).withDelay(Duration.ofHours(1)));
        queue.cancel(WorkerProcess.QUICK, CANCELLED_KEY, "not wanted any more");
        queue.enqueue(quick.withExternalKey(WANTED_KEY).withDelay(Duration.ofHours(1)));
        queue.enqueue(quick.withExternalKey(WANTED_KEY));
        engine.taskAdmin()
                .runNow(queue.find(WorkerProcess.QUICK, WANTED_KEY)
                        .orElseThrow()
                        .id());
        engine.taskAdmin().pause(WorkerProcess.GATED);
    }
}
