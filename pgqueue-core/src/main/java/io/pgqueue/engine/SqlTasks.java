package io.pgqueue.engine;

import io.pgqueue.KindOptions;
import io.pgqueue.TaskRegistration;
import io.pgqueue.internal.store.SqlTaskStore;
import io.pgqueue.internal.store.SqlTaskStore.SqlTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes transactional handlers of the kinds whose work is an SQL function. */
final class SqlTasks {

    private static final Logger log = LoggerFactory.getLogger(SqlTasks.class);

    private final SqlTaskStore store;
    private final KindBook kinds;

    /** @param kinds says when a task runs what options are in force */
    SqlTasks(SqlTaskStore store, KindBook kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** These handlers, and one for each SQL task that is known now; a handler in Java goes before one in SQL. */
    List<TaskRegistration> addTo(Collection<TaskRegistration> handlers) {
        Set<String> inJava = handlers.stream().map(TaskRegistration::kind).collect(Collectors.toSet());
        List<TaskRegistration> all = new ArrayList<>(handlers);
        for (SqlTask task : store.findAll()) {
            if (inJava.contains(task.kind())) {
                log.warn("kind {} has an SQL function and a handler in Java here; the handler works it", task.kind());
            } else {
                all.add(registration(task));
            }
        }
        return all;
    }

    private TaskRegistration registration(SqlTask task) {
        KindOptions registered = KindOptions.none()
                .withMaxAttempts(task.maxAttempts())
                .withTerminalTtl(task.terminalTtl())
                .withTransactional(true);
        // the function reads the payload itself
        return TaskRegistration.of(
                task.kind(),
                Object.class,
                registered,
                (payload, context) ->
                        store.run(task.kind(), context.taskId(), context.attempt(), timeout(task.kind())));
    }

    private Duration timeout(String kind) {
        KindOptions options = kinds.options().getOrDefault(kind, EngineSettings.standardOptions());
        return Objects.requireNonNull(options.attemptTimeout());
    }
}
