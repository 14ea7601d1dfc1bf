package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.BatchItem;
import io.pgqueue.KindOptions;
import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.annotation.Transactional;

/** The batch handlers of docs/handlers.md that are not the sample's own. */
@SampleTest
@Transactional
class DocumentedBatchesTest {

    @Autowired
    TaskQueue queue;

    @Autowired
    TaskQueueTester tester;

    @Test
    void aListOfPayloadsIsAnsweredByAListOfResults() {
        queue.enqueue(Task.of("index-product", new Product("cup")));
        queue.enqueue(Task.of("index-product", new Product("pot")));

        tester.drainSuccessfully();

        assertThat(tester.tasks("index-product"))
                .extracting(TaskInfo::result)
                .containsExactly("\"cup, one of 2\"", "\"pot, one of 2\"");
    }

    @Test
    void aRegistrationAnswersEachTask() {
        queue.enqueue(Task.of("count-stock", new Item("cup")));
        queue.enqueue(Task.of("count-stock", new Item("locked")).withExternalKey("locked"));

        assertThat(tester.drain()).isEqualTo(2);

        assertThat(tester.tasks("count-stock").get(0).result()).isEqualTo("3");
        TaskInfo locked = tester.assertStatus("count-stock", "locked", TaskStatus.MUST_RETRY);
        assertThat(locked.errors()).extracting("message").containsExactly("somebody counts locked");
    }

    record Product(String name) {}

    record Item(String name) {}

    static class SearchEngine {
        List<String> indexAll(List<Product> products) {
            return products.stream()
                    .map(product -> product.name() + ", one of " + products.size())
                    .toList();
        }
    }

    static class Stock {
        boolean isLocked(Item item) {
            return item.name().equals("locked");
        }

        int count(Item item) {
            return item.name().length();
        }
    }

    static class ProductIndex {

        private final SearchEngine searchEngine = new SearchEngine();

        @TaskHandler(value = "index-product", batchSize = 20)
        List<String> index(List<Product> products) {
            return searchEngine.indexAll(products); // the result of each, in their order
        }
    }

    @TestConfiguration
    static class Handlers {

        @Bean
        ProductIndex productIndex() {
            return new ProductIndex();
        }

        @Bean
        Stock stock() {
            return new Stock();
        }

        @Bean
        TaskRegistration countStock(Stock stock) {
            return TaskRegistration.ofBatch(
                    TaskKind.of("count-stock", Item.class),
                    KindOptions.none().withBatchSize(50).withBatchLinger(Duration.ofMillis(20)),
                    batch -> {
                        for (BatchItem<Item> item : batch) {
                            if (stock.isLocked(item.payload())) {
                                item.retryAfter(
                                        Duration.ofMinutes(1),
                                        "somebody counts " + item.payload().name());
                            } else {
                                item.done(stock.count(item.payload()));
                            }
                        }
                    });
        }
    }
}
