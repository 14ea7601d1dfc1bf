package io.pgqueue.test;

import io.pgqueue.BatchItem;
import io.pgqueue.Task;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskQueue;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application with a few kinds of tasks. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Shop.Handlers.class)
class Shop {

    static final TaskKind<Order> SHIP = TaskKind.of("ship", Order.class);
    static final TaskKind<Order> THANK = TaskKind.of("thank", Order.class);

    static final TaskKind<Order> PACK = TaskKind.of("pack", Order.class);
    static final TaskKind<Order> BOOK = TaskKind.of("book", Order.class);

    record Order(String id, int items) {}

    static class Handlers {

        private final TaskQueue queue;
        private final JdbcClient jdbc;

        Handlers(TaskQueue queue, JdbcClient jdbc) {
            this.queue = queue;
            this.jdbc = jdbc;
        }

        @TaskHandler("ship")
        String ship(Order order) {
            jdbc.sql("insert into parcel (order_id) values (?)")
                    .param(order.id())
                    .update();
            queue.enqueue(Task.of(THANK, order).withExternalKey(order.id()));
            return "shipped";
        }

        @TaskHandler("thank")
        void thank(Order order) {}

        @TaskHandler(value = "break", retryDelay = "1h")
        void breakDown(TaskContext context) {
            throw new IllegalStateException("out of paper in attempt " + context.attempt());
        }

        @TaskHandler(value = "break-sql", retryDelay = "1h")
        void breakSql() {
            jdbc.sql("insert into no_such_table values (1)").update();
        }

        @TaskHandler(value = "book", transactional = true, retryDelay = "1h")
        void book(Order order) {
            jdbc.sql("insert into parcel (order_id) values (?)")
                    .param(order.id())
                    .update();
            if (order.items() == 0) {
                throw new IllegalStateException("nothing to book");
            }
        }

        @TaskHandler(value = "pack", batchSize = 3, transactional = true, retryDelay = "1h")
        void pack(TaskBatch<Order> batch) {
            for (BatchItem<Order> item : batch) {
                jdbc.sql("insert into parcel (order_id) values (?)")
                        .param(item.payload().id())
                        .update();
                if (item.payload().items() == 0) {
                    throw new IllegalStateException("nothing to pack");
                }
                item.done("one of " + batch.size());
            }
        }

        @TaskHandler("echo")
        void echo() {
            queue.enqueue(Task.of("echo", null));
        }
    }
}
