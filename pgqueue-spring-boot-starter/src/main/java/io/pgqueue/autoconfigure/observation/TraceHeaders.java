package io.pgqueue.autoconfigure.observation;

import io.pgqueue.Task;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers that continue a trace, as the propagator wrote them: {@code traceparent}, say. They never take the place of
 * a header that the caller has set, and are left out where the task would have too many, or they are too long.
 */
record TraceHeaders(Map<String, String> values) {

    static final TraceHeaders NONE = new TraceHeaders(Map.of());

    /** Of a task that was enqueued to run later: says that the trace is to be linked to, and not continued. */
    private static final String LINK = "pgqueue-trace-link";

    private static final int MAX_HEADERS = 100;
    private static final int MAX_VALUE = 4_000;

    static TraceHeaders of(@Nullable Map<String, String> carrier) {
        return carrier == null || carrier.isEmpty() ? NONE : new TraceHeaders(carrier);
    }

    /** Whether a task's headers say so. */
    static boolean isLink(Map<String, String> headers) {
        return headers.containsKey(LINK);
    }

    Task onto(Task task) {
        Duration delay = task.delay();
        boolean later = task.availableAt() != null || (delay != null && !delay.isZero());
        return later ? linkedOnto(task) : with(values, task);
    }

    /** For a task that is to run when something else has. */
    Task linkedOnto(Task task) {
        return values.isEmpty() ? task : with(Map.of(LINK, "true"), with(values, task));
    }

    private static Task with(Map<String, String> more, Task task) {
        Task carrying = task;
        for (Map.Entry<String, String> header : more.entrySet()) {
            Map<String, String> own = carrying.headers();
            if (own.size() < MAX_HEADERS
                    && !own.containsKey(header.getKey())
                    && header.getValue().length() <= MAX_VALUE) {
                carrying = carrying.withHeader(header.getKey(), header.getValue());
            }
        }
        return carrying;
    }
}
