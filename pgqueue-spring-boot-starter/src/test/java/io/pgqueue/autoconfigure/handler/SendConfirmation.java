package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskWork;
import io.pgqueue.autoconfigure.handler.DocumentedHandlersTest.OrderRef;
import io.pgqueue.autoconfigure.handler.DocumentedHandlersTest.Receipt;
import org.springframework.stereotype.Component;

@Component
@TaskHandler("send-confirmation")
class SendConfirmation implements TaskWork<OrderRef> {
    @Override
    public Object run(OrderRef order, TaskContext context) {
        return new Receipt(order.number(), context.attempt());
    }
}
