package io.pgqueue.internal.work;

import io.pgqueue.TaskInterceptor;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.ClaimStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.OutcomeStore;
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
        Encoding encoding,
        List<TaskInterceptor> interceptors,
        Listeners listeners,
        Announcer announcer,
        Supplier<PlatformTransactionManager> transactionManager) {

    /** The name of any kind that the database knows. */
    public String kindName(int kindId) {
        return catalog.nameOf(kindId);
    }

    Aftermath aftermath(LongConsumer retryIn) {
        return new Aftermath(listeners, announcer, retryIn);
    }

    AttemptRunner runner(Recorder recorder, Aftermath aftermath) {
        return new AttemptRunner(
                new Invocation(encoding, interceptors),
                encoding,
                new TransactionalCall(transactionManager, database, outcomes),
                recorder,
                aftermath);
    }
}
