package io.pgqueue.internal.work;

import io.pgqueue.TaskInterceptor;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.ClaimStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.LaneStore;
import io.pgqueue.internal.store.OutcomeStore;
import io.pgqueue.internal.store.SuspectStore;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.springframework.transaction.PlatformTransactionManager;

/** What work is made of, whether in threads of its own or in a caller's. */
public record WorkParts(
        Database database,
        KindCatalog catalog,
        ClaimStore claims,
        OutcomeStore outcomes,
        LaneStore lanes,
        Encoding encoding,
        List<TaskInterceptor> interceptors,
        Listeners listeners,
        Announcer announcer,
        Tally tally,
        Supplier<PlatformTransactionManager> transactionManager) {

    /** The name of any kind that the database knows. */
    public String kindName(int kindId) {
        return catalog.nameOf(kindId);
    }

    Aftermath aftermath(LongConsumer retryIn, EndListener end) {
        return new Aftermath(listeners, announcer, tally, retryIn, end);
    }

    AttemptEnd end(Recorder recorder, Aftermath aftermath) {
        return new AttemptEnd(encoding, recorder, aftermath);
    }

    Runners runners(AttemptEnd end) {
        Invocation invocation = new Invocation(encoding, interceptors);
        TransactionalCall transactional = new TransactionalCall(transactionManager, database, outcomes);
        return new Runners(
                new AttemptRunner(invocation, encoding, transactional, end),
                new BatchRunner(invocation, encoding, transactional, end),
                new Suspects(new SuspectStore(database), encoding, end));
    }
}
