package io.pgqueue.autoconfigure.handler;

import io.pgqueue.BatchWork;
import io.pgqueue.TaskBatch;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls an annotated method with a batch; if it returns a list, that has the result of each task. */
final class BatchMethodWork implements BatchWork<@Nullable Object> {

    private final BatchSignature signature;
    private final MethodCall call;

    BatchMethodWork(Supplier<Object> bean, Method method, BatchSignature signature) {
        this.signature = signature;
        this.call = new MethodCall(bean, method);
    }

    @Override
    public void run(TaskBatch<@Nullable Object> batch) throws Exception {
        Object returned = call.with(signature.argument(batch));
        if (returned instanceof List<?> results) {
            if (results.size() != batch.size()) {
                throw new IllegalStateException("the handler returned " + results.size() + " results for a batch of "
                        + batch.size() + " tasks; it has to return one for each, in their order");
            }
            for (int i = 0; i < results.size(); i++) {
                batch.items().get(i).done(results.get(i));
            }
        }
    }
}
