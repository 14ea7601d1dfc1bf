package io.pgqueue.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.test.Shop.Order;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@Tag("database")
class TaskQueueTesterSetupTest {

    @Nested
    @SpringBootTest(classes = Shop.class, properties = "spring.main.banner-mode=off")
    @AutoConfigureTaskQueueTester
    class WithoutATransaction {

        @Autowired
        private TaskQueue queue;

        @Autowired
        private TaskQueueTester tester;

        @Autowired
        private TaskProcessing processing;

        @DynamicPropertySource
        static void database(DynamicPropertyRegistry properties) {
            ShopDatabase.create(properties);
        }

        @Test
        void theApplicationProcessesNothingByItself() {
            assertThat(processing.isRunning()).isFalse();
        }

        @Test
        void drainCommitsEachTask() {
            queue.enqueue(Task.of(Shop.SHIP, new Order("A-1", 3)));

            assertThat(tester.drainSuccessfully()).isEqualTo(2);

            tester.assertStatus("thank", "A-1", TaskStatus.SUCCEEDED);
        }
    }

    @Nested
    @JdbcTest
    @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
    @AutoConfigureTaskQueueTester
    @Import(Shop.Handlers.class)
    class InASlice {

        @Autowired
        private TaskQueue queue;

        @Autowired
        private TaskQueueTester tester;

        @DynamicPropertySource
        static void database(DynamicPropertyRegistry properties) {
            ShopDatabase.create(properties);
        }

        @Test
        void theQueueComesAlong() {
            queue.enqueue(Task.of(Shop.SHIP, new Order("A-1", 3)));

            assertThat(tester.drainSuccessfully()).isEqualTo(2);
        }
    }
}
