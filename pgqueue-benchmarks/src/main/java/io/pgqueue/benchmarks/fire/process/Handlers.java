package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.BatchItem;
import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.RetryDelay;
import io.pgqueue.Task;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskRegistration;
import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The handlers of a worker. Each notes its beginning and its end, and returns the name of its run as the result. */
final class Handlers {

    /** The header by which a follow-up knows its parent. */
    static final String PARENT_HEADER = "parent";

    private static final KindOptions OPTIONS = KindOptions.none()
            .withWorkerCount(3)
            .withMaxAttempts(1_000)
            // enough for all that die of what others do, and few enough that deaths are counted
            .withMaxDeaths(100)
            .withRetryDelay(RetryDelay.constant(Duration.ofMillis(100)))
            .withPollInterval(Duration.ofSeconds(1))
            .withAttemptTimeout(Duration.ofSeconds(20));

    private final String process;
    private final Ledger ledger;
    private final JdbcTemplate jdbc;
    private final Harm harm;
    private final AtomicInteger runs = new AtomicInteger();

    /** Handlers that write on the database of this template, in the transaction that is there. */
    Handlers(String process, Ledger ledger, JdbcTemplate jdbc, Harm harm) {
        this.process = process;
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.harm = harm;
    }

    List<TaskRegistration> registrations() {
        KindOptions transactional = OPTIONS.withTransactional(true).withWorkerCount(2);
        KindOptions once = transactional.withWorkerCount(1);
        return List.of(
                handler(Kinds.PLAIN, OPTIONS, (job, context) -> work(20)),
                handler(Kinds.SLOW, OPTIONS, (job, context) -> work(2_000)),
                handler(
                        Kinds.LASTING,
                        OPTIONS.withAttemptTimeout(Duration.ofMinutes(1)),
                        (job, context) -> harm.last(job)),
                handler(Kinds.KEYED, OPTIONS, (job, context) -> work(20)),
                handler(Kinds.DELAYED, OPTIONS, (job, context) -> work(200)),
                handler(
                        Kinds.MEMBER,
                        OPTIONS.withNoRetryFor(List.of(UnsupportedOperationException.class)),
                        Handlers::failSometimesOrForGood),
                handler(Kinds.DONE, once, (job, context) -> effect(context)),
                handler(Kinds.FAILED, once, (job, context) -> effect(context)),
                handler(
                        Kinds.LIMITED,
                        OPTIONS.withLimits(KindLimits.none().withMaxRunning(Kinds.MOST_AT_ONCE)),
                        (job, context) -> work(500)),
                handler(Kinds.CHILD, OPTIONS, (job, context) -> work(20)),
                handler(Kinds.TICK, OPTIONS, (job, context) -> work(20)),
                handler(Kinds.ORDERED, OPTIONS, (job, context) -> failSometimes(job, context)),
                handler(Kinds.FLAKY, OPTIONS, (job, context) -> failSometimes(job, context)),
                handler(Kinds.DOOMED, OPTIONS.withMaxAttempts(3), (job, context) -> fail(context)),
                handler(Kinds.PARENT, OPTIONS, (job, context) -> {
                    context.enqueue(Task.of(Kinds.CHILD, job).withHeader(PARENT_HEADER, "" + context.taskId()));
                    work(20);
                }),
                handler(
                        Kinds.EVIL,
                        OPTIONS.withAttemptTimeout(Duration.ofSeconds(2)),
                        (job, context) -> harm.doOnce(job)),
                handler(Kinds.EFFECT, transactional, (job, context) -> {
                    effect(context);
                    work(100);
                }),
                handler(Kinds.CLASH, transactional, (job, context) -> {
                    effect(context);
                    harm.doOnce(job, jdbc);
                }),
                TaskRegistration.ofBatch(
                        new TaskKind<>(Kinds.BATCH, Job.class),
                        transactional.withBatchSize(20).withBatchLinger(Duration.ofMillis(200)),
                        this::runBatch));
    }

    private TaskRegistration handler(String kind, KindOptions options, Work work) {
        return TaskRegistration.of(new TaskKind<>(kind, Job.class), options, (job, context) -> {
            String run = nextRun();
            Runnable leaving = ledger.leaving(context.taskId(), context.attempt(), run, kind);
            ledger.began(context.taskId(), context.attempt(), run, kind);
            try {
                work.run(job, context);
                ledger.ended(context.taskId(), context.attempt(), run, kind);
                return run;
            } finally {
                leaving.run();
            }
        });
    }

    /** Some of them fail at first, and leave no effect. */
    private void runBatch(TaskBatch<Job> batch) throws InterruptedException {
        List<String> begun =
                batch.items().stream().map(item -> begin(item.context())).toList();
        work(100);
        int i = 0;
        for (BatchItem<Job> item : batch) {
            TaskContext context = item.context();
            String run = begun.get(i++);
            if (context.attempt() <= item.payload().number() / 2) {
                item.failed(new IllegalStateException("not yet"));
            } else {
                effect(context);
                ledger.ended(context.taskId(), context.attempt(), run, Kinds.BATCH);
                item.done(run);
            }
        }
    }

    private String begin(TaskContext context) {
        String run = nextRun();
        ledger.began(context.taskId(), context.attempt(), run, context.kind());
        return run;
    }

    private String nextRun() {
        return process + "/" + ProcessHandle.current().pid() + "/" + runs.incrementAndGet();
    }

    private void effect(TaskContext context) {
        jdbc.update(
                "/* fire:effect */ insert into app.effect (task, attempt) values (?, ?)",
                context.taskId(),
                context.attempt());
    }

    private static void failSometimes(@Nullable Job job, TaskContext context) throws InterruptedException {
        work(20);
        if (job != null && context.attempt() <= job.number()) {
            fail(context);
        }
    }

    private static void failSometimesOrForGood(Job job, TaskContext context) throws InterruptedException {
        if (job.equals(Job.HOPELESS)) {
            throw new UnsupportedOperationException("hopeless");
        }
        failSometimes(job, context);
    }

    private static void fail(TaskContext context) {
        throw new IllegalStateException("attempt " + context.attempt() + " is to fail");
    }

    /** Takes up to so long. */
    private static void work(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(millis) + 1L);
    }

    /** What a handler does between its two lines. */
    @FunctionalInterface
    private interface Work {
        void run(Job job, TaskContext context) throws Exception;
    }
}
