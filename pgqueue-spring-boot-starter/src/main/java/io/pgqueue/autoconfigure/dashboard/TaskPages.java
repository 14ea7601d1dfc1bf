package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pgqueue.BulkAction;
import io.pgqueue.BulkResult;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskCount;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskPage;
import io.pgqueue.autoconfigure.dashboard.AuditTrail.Deed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The list of tasks, a single one, and what is done to them. Thread-safe. */
final class TaskPages {

    private static final Duration SHARED = Duration.ofSeconds(1);
    private static final int COUNTED = 1_000_000;
    private static final int CHANGED_AT_ONCE = 1_000_000;

    private final TaskAdmin admin;
    private final Queues queues;
    private final SharedAnswers answers;
    private final AuditTrail audit;
    private final PayloadMask mask;
    private final TaskFilterReader filters;
    private final Searches searches;

    TaskPages(TaskAdmin admin, Queues queues, SharedAnswers answers, AuditTrail audit, PayloadMask mask) {
        this.admin = admin;
        this.queues = queues;
        this.answers = answers;
        this.audit = audit;
        this.mask = mask;
        this.filters = new TaskFilterReader(mask);
        this.searches = new Searches(answers);
    }

    void addTo(ApiRoutes routes) {
        routes.get("tasks", this::list)
                .get("tasks/count", this::count)
                .get("tasks/{id}", this::task)
                .post("tasks/bulk", this::bulk)
                .post("tasks/{id}/retry", this::retry)
                .post("tasks/{id}/cancel", this::cancel)
                .post("tasks/{id}/run-now", request -> act(request, "run-now", "", () -> admin.runNow(request.id())))
                .post("tasks/{id}/delete", request -> act(request, "delete", "", () -> admin.delete(request.id())))
                .post("tasks/{id}/enqueue-again", this::enqueueAgain);
    }

    private TaskViews.Page list(ApiRequest request) {
        TaskFilter filter = filters.ofQuery(request.query());
        String cursor = request.parameter("cursor");
        int limit = request.parameter("limit", 50);
        String question = "tasks " + new TreeMap<>(request.query());
        Supplier<TaskPage> search = () -> admin.find(filter, cursor, limit);
        return Searches.mayTakeLong(filter)
                ? TaskViews.Page.ofSearch(searches.ask(question, search))
                : TaskViews.Page.ofIndex(searches.askAtOnce(question, search));
    }

    /** Of the tasks that a filter matches, or of those among them that an action would change. */
    private Counted count(ApiRequest request) {
        Map<String, List<String>> conditions = new TreeMap<>(request.query());
        conditions.remove("action");
        TaskFilter filter = filters.ofQuery(conditions);
        String action = request.parameter("action");
        TaskFilter counted =
                action == null ? filter : action(action).changeable(filter).orElse(null);
        if (counted == null) {
            return new Counted(0, true);
        }
        TaskCount count = searches.ask("count " + new TreeMap<>(request.query()), () -> admin.count(counted, COUNTED))
                .value();
        return new Counted(count.tasks(), count.exact());
    }

    private TaskViews.Detail task(ApiRequest request) {
        long id = request.id();
        return answers.get("task " + id, SHARED, () -> detail(required(id)));
    }

    private TaskViews.Detail detail(TaskInfo task) {
        Long group = task.groupId();
        return TaskViews.Detail.of(
                task,
                new TaskViews.Shown(mask.shown(task.payload()), mask.shown(task.result()), mask.shown(task.headers())),
                group == null ? null : admin.group(group).orElse(null),
                new TaskViews.History(admin.logs(task.id()), admin.transitions(task.id())),
                new TaskViews.Family(
                        admin.followUps(task.id(), TaskViews.Family.SHOWN + 1),
                        admin.addedBy(task.id()).orElse(null)));
    }

    private Changed retry(ApiRequest request) {
        int attempts = request.requiredInt("attempts");
        return act(request, "retry", "attempts " + attempts, () -> admin.retry(request.id(), attempts));
    }

    private Changed cancel(ApiRequest request) {
        String reason = request.requiredText("reason");
        return act(request, "cancel", reason, () -> admin.cancel(request.id(), reason));
    }

    private Changed act(ApiRequest request, String action, String detail, BooleanSupplier change) {
        long id = request.id();
        boolean changed = audit.perform(
                queues.ofTask(id),
                Deed.of(request, action, "task " + id, detail),
                change::getAsBoolean,
                Boolean::booleanValue);
        if (!changed) {
            required(id);
        }
        return new Changed(changed, null);
    }

    private Changed enqueueAgain(ApiRequest request) {
        long id = request.id();
        String edited = request.text("payload");
        String payload =
                edited == null ? null : mask.restored(edited, required(id).payload());
        Optional<Long> added = audit.perform(
                queues.ofTask(id),
                Deed.of(request, "enqueue-again", "task " + id, edited == null ? "" : "with an edited payload"),
                () -> admin.enqueueAgain(id, payload),
                Optional::isPresent);
        return new Changed(true, added.map(String::valueOf).orElseThrow(() -> unknown(id)));
    }

    /** Commits as it goes, so the note tells what has been done; also of a call that fails half-way. */
    private BulkChanged bulk(ApiRequest request) {
        String action = request.requiredText("action");
        TaskFilter filter = filters.ofBody(request);
        String cursor = request.text("cursor");
        BulkChange change = switch (action(action)) {
            case RETRY -> {
                int attempts = request.requiredInt("attempts");
                yield most -> admin.retryAll(filter, attempts, cursor, most);
            }
            case CANCEL -> {
                String reason = request.requiredText("reason");
                yield most -> admin.cancelAll(filter, reason, cursor, most);
            }
            case RUN_NOW -> most -> admin.runNowAll(filter, cursor, most);
            case DELETE -> most -> admin.deleteAll(filter, cursor, most);
        };
        String target = "tasks " + request.body().get("filter");
        BulkResult result;
        try {
            result = change.apply(CHANGED_AT_ONCE);
        } catch (RuntimeException e) {
            audit.note(Deed.of(request, action, target, "ended early, and may have changed some: " + e.getMessage()));
            throw e;
        }
        if (result.done() > 0) {
            audit.note(Deed.of(
                    request, action, target, result.done() + " tasks" + (result.next() == null ? "" : ", goes on")));
        }
        return new BulkChanged(result.done(), result.next());
    }

    private static BulkAction action(String name) {
        return switch (name) {
            case "retry" -> BulkAction.RETRY;
            case "cancel" -> BulkAction.CANCEL;
            case "run-now" -> BulkAction.RUN_NOW;
            case "delete" -> BulkAction.DELETE;
            default ->
                throw Refusal.badRequest("action is '" + name + "', but must be retry, cancel, run-now or delete");
        };
    }

    private TaskInfo required(long id) {
        return admin.find(id).orElseThrow(() -> unknown(id));
    }

    private static Refusal unknown(long id) {
        return Refusal.notFound("there is no task " + id + "; it may have been purged");
    }

    @FunctionalInterface
    private interface BulkChange {
        BulkResult apply(int most);
    }

    record Counted(long count, boolean exact) {}

    record BulkChanged(
            int changed,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String next) {}

    /** @param id of the task that was added; null if none was */
    record Changed(boolean changed, @Nullable String id) {}
}
