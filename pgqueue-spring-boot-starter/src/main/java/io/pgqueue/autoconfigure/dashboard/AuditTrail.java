package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.autoconfigure.actuate.OneLine;
import io.pgqueue.autoconfigure.dashboard.Queues.Member;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Does what somebody wants done, and notes who, when and to what: in the audit log of the schema, and by the logger {@code
 * io.pgqueue.audit}. What changes nothing is not noted. Thread-safe.
 */
final class AuditTrail {

    private static final Logger audit = LoggerFactory.getLogger("io.pgqueue.audit");

    private final Queues queues;
    private final SharedAnswers answers;

    /** @param answers of before, which are forgotten once something was changed */
    AuditTrail(Queues queues, SharedAnswers answers) {
        this.queues = queues;
        this.answers = answers;
    }

    /** What was done in one transaction with its note: either both are there afterwards, or neither. */
    <T> T perform(Member member, Deed deed, Supplier<T> action, Predicate<T> changed) {
        T result;
        try {
            result = member.transaction().execute(status -> {
                T done = action.get();
                if (changed.test(done)) {
                    member.engine().oversight().note(deed.actor, deed.action, deed.target, deed.detail);
                }
                return done;
            });
        } catch (TransactionException e) {
            throw new Refusal(503, "The database is away: " + e.getMessage());
        }
        if (changed.test(result)) {
            log(deed);
            answers.forgetAll();
        }
        return result;
    }

    /** The same for what goes to all shards; there the note is a transaction of its own, in the first shard that takes it. */
    boolean performEverywhere(Deed deed, Supplier<Boolean> action) {
        if (!queues.isSharded()) {
            return perform(queues.all().get(0), deed, action, Boolean::booleanValue);
        }
        boolean changed = action.get();
        if (changed) {
            note(deed);
        }
        return changed;
    }

    /** Notes what has committed by itself already. */
    void note(Deed deed) {
        log(deed);
        answers.forgetAll();
        DataAccessException away = null;
        for (Member member : queues.all()) {
            try {
                member.engine().oversight().note(deed.actor, deed.action, deed.target, deed.detail);
                return;
            } catch (DataAccessException e) {
                away = e;
            }
        }
        if (away != null) {
            throw away;
        }
    }

    private static void log(Deed deed) {
        audit.info(
                "{}: {} {} {}", deed.actor.isEmpty() ? "somebody" : deed.actor, deed.action, deed.target, deed.detail);
    }

    /** Who does what, to what; the detail has no payload. */
    record Deed(String actor, String action, String target, String detail) {

        static Deed of(ApiRequest request, String action, String target, String detail) {
            return new Deed(request.viewer().user(), action, target, OneLine.of(detail));
        }
    }
}
