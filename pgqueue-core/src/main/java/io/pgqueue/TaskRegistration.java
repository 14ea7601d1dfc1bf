package io.pgqueue;

import java.lang.reflect.Type;
import java.util.Objects;

/**
 * A kind with its options and the function that does its work; as a bean it is what {@link TaskHandler} makes of a
 * method. Immutable.
 */
public final class TaskRegistration {

    private final String kind;
    private final Type payloadType;
    private final KindOptions options;
    private final TaskWork<?> work;

    private TaskRegistration(String kind, Type payloadType, KindOptions options, TaskWork<?> work) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
        this.options = Objects.requireNonNull(options, "options");
        this.work = Objects.requireNonNull(work, "work");
    }

    public static <P> TaskRegistration of(TaskKind<P> kind, KindOptions options, TaskWork<P> work) {
        return new TaskRegistration(kind.name(), kind.payloadType(), options, work);
    }

    /** For a payload whose type is generic; {@code work} must accept what the codec reads as {@code payloadType}. */
    public static TaskRegistration of(String kind, Type payloadType, KindOptions options, TaskWork<?> work) {
        return new TaskRegistration(kind, payloadType, options, work);
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

    public TaskWork<?> work() {
        return work;
    }

    /** The same work with other options. */
    public TaskRegistration withOptions(KindOptions options) {
        return new TaskRegistration(kind, payloadType, options, work);
    }

    @Override
    public String toString() {
        return "TaskRegistration[" + kind + "]";
    }
}
