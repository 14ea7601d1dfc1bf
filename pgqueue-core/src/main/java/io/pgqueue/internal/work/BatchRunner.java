package io.pgqueue.internal.work;

import io.pgqueue.PayloadException;
import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.Claim;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Release;
import io.pgqueue.internal.work.BatchAttempt.Answer;
import io.pgqueue.internal.work.FailurePolicy.UnreadablePayloadException;
import io.pgqueue.internal.work.TransactionalCall.NotBegunException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches: calls the handler once for several attempts, and makes an outcome of each. Its answers count if the
 * handler returned without having been interrupted; else all attempts end the same way.
 */
final class BatchRunner {

    private final Invocation invocation;
    private final Encoding encoding;
    private final TransactionalCall transactional;
    private final AttemptEnd end;

    BatchRunner(Invocation invocation, Encoding encoding, TransactionalCall transactional, AttemptEnd end) {
        this.invocation = invocation;
        this.encoding = encoding;
        this.transactional = transactional;
        this.end = end;
    }

    /** Runs tasks of one kind in this thread. Never throws; {@code running} holds the attempts meanwhile. */
    void run(List<ClaimedTask> tasks, KindSettings kind, Set<Attempt> running) {
        List<ClaimedTask> wanted = new ArrayList<>(tasks.size());
        for (ClaimedTask task : tasks) {
            if (task.cancelled()) {
                end.cancelledBefore(new SingleAttempt(task, kind, encoding));
            } else {
                wanted.add(task);
            }
        }
        BatchRun batch = new BatchRun(wanted, kind, encoding);
        running.addAll(batch.members());
        try {
            List<BatchAttempt> readable = readPayloads(batch);
            batch.setItems(readable);
            if (readable.isEmpty()) {
                return;
            }
            if (batch.isInterrupted()) {
                batch.finish();
                concludeAll(readable, null);
                return;
            }
            // in a caller's transaction, as a test's, that is the one which records the outcomes
            if (kind.transactional() && !transactional.isInTransaction()) {
                runInTransaction(batch, readable);
            } else {
                runPlainly(batch, readable);
            }
        } finally {
            batch.members().forEach(running::remove);
        }
    }

    /** Reads what can be read; a task whose payload cannot be fails alone. */
    private List<BatchAttempt> readPayloads(BatchRun batch) {
        List<BatchAttempt> readable = new ArrayList<>(batch.members().size());
        for (BatchAttempt member : batch.members()) {
            try {
                member.setPayload(encoding.payload(
                        member.task().payload(), batch.settings().payloadType()));
                readable.add(member);
            } catch (Throwable e) {
                Throwable error = e instanceof PayloadException p ? new UnreadablePayloadException(member, p) : e;
                each(List.of(member), one -> end.conclude(one, error, one.finish()));
            }
        }
        return readable;
    }

    private void runPlainly(BatchRun batch, List<BatchAttempt> members) {
        Throwable error = null;
        try {
            invocation.call(batch);
        } catch (Throwable e) {
            error = e;
        }
        boolean interrupted = batch.finish();
        if (error == null && !interrupted) {
            each(members, member -> end.record(member, outcome(member), error(member)));
        } else {
            concludeAll(members, error);
        }
    }

    private void runInTransaction(BatchRun batch, List<BatchAttempt> members) {
        Map<BatchAttempt, Outcome> outcomes = new LinkedHashMap<>();
        Map<Claim, TaskStatus> recorded = Map.of();
        Throwable error = null;
        try {
            recorded = transactional.run(batch, invocation, () -> {
                members.forEach(member -> outcomes.put(member, outcome(member)));
                return List.copyOf(outcomes.values());
            });
        } catch (Throwable e) {
            error = e;
        }
        boolean interrupted = batch.finish();
        if (error == null) {
            committed(outcomes, recorded);
        } else if (error instanceof NotBegunException e && !interrupted) {
            each(members, member -> end.putOff(member, e.delay(), "its transaction could not begin"));
        } else if (error instanceof TransactionalCall.ClaimLostException lost) {
            // what the others did is undone with it: they run again, and are none the worse for it
            each(members, member -> end.record(member, new Release(member.task().claim()), lost));
        } else {
            concludeAll(members, error instanceof TransactionalCall.HandlerException e ? e.getCause() : error);
        }
    }

    private void committed(Map<BatchAttempt, Outcome> outcomes, Map<Claim, TaskStatus> recorded) {
        outcomes.forEach((member, outcome) ->
                end.committed(member, outcome, error(member), Objects.requireNonNull(recorded.get(outcome.claim()))));
    }

    private void concludeAll(List<BatchAttempt> members, @Nullable Throwable error) {
        each(members, member -> end.conclude(member, error, member.finish()));
    }

    /** One whose end fails is not to keep the others from theirs. */
    private void each(List<BatchAttempt> members, Consumer<BatchAttempt> action) {
        for (BatchAttempt member : members) {
            try {
                action.accept(member);
            } catch (Throwable e) {
                end.defect(member, e);
            }
        }
    }

    /** What a member came to whose handler returned: what it said, or else done, unless the task was cancelled. */
    private Outcome outcome(BatchAttempt member) {
        Answer answer = member.answer();
        if (answer == null) {
            return member.finish() == null ? end.success(member, null) : FailurePolicy.afterCancel(member);
        }
        return answer.error() == null
                ? end.outcome(member, answer.result())
                : FailurePolicy.after(member, answer.error());
    }

    private static @Nullable Throwable error(BatchAttempt member) {
        Answer answer = member.answer();
        return answer == null ? null : answer.error();
    }
}
