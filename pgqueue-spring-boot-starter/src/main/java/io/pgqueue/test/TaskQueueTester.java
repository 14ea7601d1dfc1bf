package io.pgqueue.test;

import io.pgqueue.PayloadCodec;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskQueueListener.FinishedAttempt;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.PgQueueEngine.InlineProcessing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs an application's tasks in the test's own thread, and asserts what was enqueued. Everything happens in the
 * test's transaction if it has one: so in a {@code @Transactional} test the tasks that it enqueued run though they are
 * not committed, and are gone with its roll-back.
 *
 * <p>A handler that throws fails its task and not the test: see {@link #drainSuccessfully} and {@link TaskInfo#errors}.
 * Get it by {@link AutoConfigureTaskQueueTester}. Not to be shared by tests that run at the same time on one database.
 */
public final class TaskQueueTester {

    /** So many runs that what has not ended by then is taken for endless. */
    static final int MAX_RUNS = 10_000;

    private final InlineProcessing inline;
    private final StoredTasks stored;
    private final PayloadCodec codec;
    private final AttemptLog attempts;
    private final int maxRuns;

    TaskQueueTester(InlineProcessing inline, StoredTasks stored, PayloadCodec codec, AttemptLog attempts, int maxRuns) {
        this.inline = inline;
        this.stored = stored;
        this.codec = codec;
        this.attempts = attempts;
        this.maxRuns = maxRuns;
    }

    /**
     * Runs tasks, and those that they enqueue, until none is due. A failed task is due again after its retry delay,
     * so it is left for {@link #runDueIn}.
     *
     * @return how many attempts ran
     * @throws AssertionError if there is more to do after 10,000; says of which kinds
     */
    public int drain() {
        return bounded(() -> inline.runDue(maxRuns), Instant.EPOCH);
    }

    /**
     * As {@link #drain}, for tests in which no attempt may fail.
     *
     * @throws AssertionError if one failed; its text is that of the first failure, which is its cause
     */
    public int drainSuccessfully() {
        int[] runs = new int[1];
        List<FinishedAttempt> failures = attempts.failuresOf(() -> runs[0] = drain());
        if (!failures.isEmpty()) {
            throw failure(failures);
        }
        return runs[0];
    }

    /** As {@link #drain}, with what would be due at this time by the database's clock: delayed and failed tasks. */
    public int runDueAt(Instant time) {
        return bounded(() -> inline.runDueAt(time, maxRuns), time);
    }

    /** As {@link #runDueAt}, with a time that is this far ahead. */
    public int runDueIn(Duration ahead) {
        return runDueAt(stored.now().plus(ahead));
    }

    /**
     * The tasks of a kind that are kept, live and closed, in the order in which they were enqueued.
     *
     * @throws io.pgqueue.UnknownKindException if nobody knows the kind
     */
    public List<TaskInfo> tasks(String kind) {
        return stored.of(kind);
    }

    /** Asserts that there is a task of the kind, whatever became of it since, and returns the first. */
    public TaskInfo assertEnqueued(String kind) {
        return tasks(kind).stream()
                .findFirst()
                .orElseThrow(() -> error("Expected a task of kind '" + kind + "', but there is none.", stored.all()));
    }

    /** Asserts that there is a task of the kind whose payload matches, and returns the first such payload. */
    public <P> P assertEnqueued(TaskKind<P> kind, Predicate<? super P> payload) {
        return assertEnqueued(kind.name(), kind.payloadType(), payload);
    }

    /**
     * Asserts that there is a task of the kind whose payload matches, and returns the first such payload. A task
     * without payload matches nothing.
     *
     * @param type what payloads are read as
     */
    public <P> P assertEnqueued(String kind, Class<P> type, Predicate<? super P> payload) {
        List<TaskInfo> tasks = tasks(kind);
        return tasks.stream()
                .filter(task -> task.payload() != null)
                .map(task -> type.cast(Objects.requireNonNull(codec.read(task.payload(), type))))
                .filter(payload)
                .findFirst()
                .orElseThrow(() -> tasks.isEmpty()
                        ? error("Expected a task of kind '" + kind + "', but there is none.", stored.all())
                        : error("Expected a task of kind '" + kind + "' whose payload matches.", tasks));
    }

    /** Asserts that there is no task of the kind, live or closed. */
    public void assertNothingEnqueued(String kind) {
        List<TaskInfo> tasks = tasks(kind);
        if (!tasks.isEmpty()) {
            throw error("Expected no task of kind '" + kind + "'.", tasks);
        }
    }

    /** Asserts that there is no task at all, live or closed. */
    public void assertNothingEnqueued() {
        List<TaskInfo> tasks = stored.all();
        if (!tasks.isEmpty()) {
            throw error("Expected no task.", tasks);
        }
    }

    /** Asserts the status of the task that was enqueued last under this kind and external key, and returns it. */
    public TaskInfo assertStatus(String kind, String externalKey, TaskStatus status) {
        List<TaskInfo> tasks = tasks(kind);
        TaskInfo task = tasks.stream()
                .filter(candidate -> externalKey.equals(candidate.externalKey()))
                .reduce((first, second) -> second)
                .orElseThrow(() -> error(
                        "Expected a task of kind '" + kind + "' with key '" + externalKey + "', but there is none.",
                        tasks));
        if (task.status() != status) {
            throw error("Expected status " + status + ", but it is " + task.status() + ".", List.of(task));
        }
        return task;
    }

    private int bounded(IntSupplier work, Instant time) {
        int runs = work.getAsInt();
        if (runs < maxRuns) {
            return runs;
        }
        List<String> due = stored.dueAt(time);
        if (due.isEmpty()) {
            return runs;
        }
        throw new AssertionError("After " + runs + " runs there are still tasks due, of kind " + String.join(", ", due)
                + ". Does a handler enqueue its own kind, or one that leads back to it?");
    }

    private static AssertionError failure(List<FinishedAttempt> failures) {
        FinishedAttempt first = failures.get(0);
        @Nullable String key = first.externalKey();
        String text = "Task " + first.taskId() + " of kind '" + first.kind() + "'"
                + (key == null ? "" : " with key '" + key + "'")
                + " failed in attempt " + first.attempt() + ": " + first.error()
                + (failures.size() == 1 ? "" : " (and " + (failures.size() - 1) + " more)");
        return new AssertionError(text, first.error());
    }

    private static AssertionError error(String expectation, List<TaskInfo> tasks) {
        String there = tasks.isEmpty()
                ? " The queue is empty."
                : tasks.stream()
                        .map(TaskQueueTester::describe)
                        .collect(Collectors.joining("\n  ", "\nThere is:\n  ", ""));
        return new AssertionError(expectation + there);
    }

    private static String describe(TaskInfo task) {
        String text = "task " + task.id() + ": kind " + task.kind() + ", key " + task.externalKey() + ", "
                + task.status() + ", attempt " + task.attempt() + ", available at " + task.availableAt()
                + ", payload " + task.payload();
        if (task.errors().isEmpty()) {
            return text;
        }
        var last = task.errors().get(task.errors().size() - 1);
        return text + ", last error " + last.type() + ": " + last.message();
    }
}
