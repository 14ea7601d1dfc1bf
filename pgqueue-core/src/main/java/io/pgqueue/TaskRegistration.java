package io.pgqueue;

import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind with its options and the function that does its work; as a bean it is what {@link TaskHandler} makes of a
 * method. Immutable.
 */
public final class TaskRegistration {

    private final String kind;
    private final Type payloadType;
    private final KindOptions options;
    private final @Nullable TaskWork<?> work;
    private final @Nullable BatchWork<?> batchWork;

    private TaskRegistration(
            String kind,
            Type payloadType,
            KindOptions options,
            @Nullable TaskWork<?> work,
            @Nullable BatchWork<?> batchWork) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
        this.options = Objects.requireNonNull(options, "options");
        this.work = work;
        this.batchWork = batchWork;
    }

    public static <P> TaskRegistration of(TaskKind<P> kind, KindOptions options, TaskWork<P> work) {
        return of(kind.name(), kind.payloadType(), options, work);
    }

    /** For a payload whose type is generic; {@code work} must accept what the codec reads as {@code payloadType}. */
    public static TaskRegistration of(String kind, Type payloadType, KindOptions options, TaskWork<?> work) {
        return new TaskRegistration(kind, payloadType, options, Objects.requireNonNull(work, "work"), null);
    }

    /** A kind whose tasks run several at once: see {@link KindOptions#withBatchSize} and {@link BatchWork}. */
    public static <P> TaskRegistration ofBatch(TaskKind<P> kind, KindOptions options, BatchWork<P> work) {
        return ofBatch(kind.name(), kind.payloadType(), options, work);
    }

    /** For a payload whose type is generic; {@code work} must accept what the codec reads as {@code payloadType}. */
    public static TaskRegistration ofBatch(String kind, Type payloadType, KindOptions options, BatchWork<?> work) {
        return new TaskRegistration(kind, payloadType, options, null, Objects.requireNonNull(work, "work"));
    }

    public String kind() {
        return kind;
    }

    public Type payloadType() {
        return payloadType;
    }

    public KindOptions options() {
        return options;
    }

    /** Null if tasks run in batches. */
    public @Nullable TaskWork<?> work() {
        return work;
    }

    /** Null unless tasks run in batches. */
    public @Nullable BatchWork<?> batchWork() {
        return batchWork;
    }

    /** The same work with other options. */
    public TaskRegistration withOptions(KindOptions options) {
        return new TaskRegistration(kind, payloadType, options, work, batchWork);
    }

    @Override
    public String toString() {
        return "TaskRegistration[" + kind + "]";
    }
}
