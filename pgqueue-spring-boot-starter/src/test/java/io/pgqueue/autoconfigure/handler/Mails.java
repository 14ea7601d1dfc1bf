package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.autoconfigure.handler.DocumentedHandlersTest.OrderRef;
import io.pgqueue.autoconfigure.handler.DocumentedHandlersTest.Receipt;
import org.springframework.stereotype.Component;

@Component
class Mails {
    @TaskHandler(value = "send-confirmation", workerCount = 2, attemptTimeout = "30s", retryDelay = "2s..1m")
    Receipt send(OrderRef order, TaskContext context) {
        return new Receipt(order.number(), context.attempt());
    }
}
