package io.pgqueue.internal.work;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the logs of a handler say of the task that it runs, in the MDC of its thread. Whatever was there before is there
 * again afterwards. A batch has its kind and size alone.
 */
final class TaskMdc implements AutoCloseable {

    private static final String TASK_ID = "pgqueue.taskId";
    private static final String KIND = "pgqueue.kind";
    private static final String KEY = "pgqueue.key";
    private static final String ATTEMPT = "pgqueue.attempt";
    private static final String BATCH_SIZE = "pgqueue.batchSize";

    private final List<Before> before = new ArrayList<>(4);

    private TaskMdc(String kind) {
        put(KIND, kind);
    }

    static TaskMdc of(Attempt attempt) {
        TaskMdc mdc = new TaskMdc(attempt.kind());
        mdc.put(TASK_ID, Long.toString(attempt.taskId()));
        mdc.put(ATTEMPT, Integer.toString(attempt.attempt()));
        String key = attempt.externalKey();
        if (key != null) {
            mdc.put(KEY, key);
        }
        return mdc;
    }

    static TaskMdc of(BatchRun batch) {
        TaskMdc mdc = new TaskMdc(batch.settings().name());
        mdc.put(BATCH_SIZE, Integer.toString(batch.size()));
        return mdc;
    }

    @Override
    public void close() {
        for (Before one : before) {
            if (one.value == null) {
                MDC.remove(one.name);
            } else {
                MDC.put(one.name, one.value);
            }
        }
    }

    private void put(String name, String value) {
        before.add(new Before(name, MDC.get(name)));
        MDC.put(name, value);
    }

    private record Before(String name, @Nullable String value) {}
}
