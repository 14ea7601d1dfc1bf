package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pgqueue.BatchItem;
import io.pgqueue.BatchWork;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskRegistration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ParameterizedTypeReference;

/** Methods and classes that handle several tasks at once. */
class BatchHandlerDiscoveryTest {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @ParameterizedTest
    @ValueSource(strings = {"batch", "items", "contexts", "payloads", "results"})
    void areFoundByTheirParameter(String kind) {
        TaskRegistration found = find(Methods.class).get(kind);

        assertThat(found.batchWork()).isNotNull();
        assertThat(found.work()).isNull();
    }

    @Test
    void takeThePayloadsTypeFromTheParameter() {
        Map<String, TaskRegistration> found = find(Methods.class);

        assertThat(found.get("batch").payloadType()).isEqualTo(Order.class);
        assertThat(found.get("items").payloadType()).isEqualTo(Order.class);
        assertThat(found.get("payloads").payloadType()).isEqualTo(Order.class);
        assertThat(found.get("contexts").payloadType()).isEqualTo(Void.class);
        assertThat(found.get("lists").payloadType())
                .isEqualTo(new ParameterizedTypeReference<List<Order>>() {}.getType());
    }

    @Test
    void takeThePayloadsTypeThatAGenericSuperclassLeavesOpen() {
        Map<String, TaskRegistration> found = find(OrderBase.class);

        assertThat(found.get("generic").payloadType()).isEqualTo(Order.class);
        assertThat(found.get("generic-list").payloadType()).isEqualTo(Order.class);
        assertThat(found.get("generic-items").payloadType()).isEqualTo(Order.class);
    }

    @Test
    void answerThroughTheItems() throws Exception {
        FakeBatch batch = new FakeBatch(new Order(1), new Order(2));

        run("batch", batch);
        run("items", batch);

        assertThat(batch.answers)
                .containsExactly("Order[id=1] b1", "Order[id=2] b2", "Order[id=1] i1", "Order[id=2] i2");
    }

    @Test
    void answerWithAListOfResults() throws Exception {
        FakeBatch batch = new FakeBatch(new Order(1), new Order(2));

        run("results", batch);

        assertThat(batch.answers).containsExactly("Order[id=1] result 1", "Order[id=2] result 2");
    }

    @Test
    void failIfTheListHasNotOneResultForEachTask() {
        assertThatIllegalStateException()
                .isThrownBy(() -> run("too-few", new FakeBatch("x", "y")))
                .withMessageContaining("returned 1 results for a batch of 2 tasks");
    }

    @Test
    void getContextsAndPayloadsInTheOrderOfTheItems() throws Exception {
        run("payloads", new FakeBatch(new Order(1), new Order(2)));
        run("contexts", new FakeBatch("x", "y"));

        assertThat(context.getBean(Methods.class).seen).containsExactly(1L, 2L, "any", "any");
    }

    @Test
    void areFoundAsClassesThatImplementTheInterface() throws Exception {
        TaskRegistration found = find(OrderBatches.class).get("order-batches");
        FakeBatch batch = new FakeBatch(new Order(5));

        run(found, batch);

        assertThat(found.payloadType()).isEqualTo(Order.class);
        assertThat(batch.answers).containsExactly("Order[id=5] 5");
    }

    @Test
    void readTheirAttributes() {
        Map<String, TaskRegistration> found = find(Methods.class);

        assertThat(found.get("payloads").options().batchSize()).isEqualTo(50);
        assertThat(found.get("lists").options().batchLinger()).isEqualTo(Duration.ofMillis(50));
        assertThat(found.get("batch").options().batchSize()).isNull();
        assertThat(found.get("batch").options().batchLinger()).isNull();
    }

    @Test
    void leaveAListThatIsThePayloadOfOneTaskAlone() {
        assertThat(find(Methods.class).get("single").work()).isNotNull();
    }

    @Test
    void throwWhatTheMethodThrew() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run("throws", new FakeBatch("x")))
                .withMessage("checked");
    }

    private void run(String kind, FakeBatch batch) throws Exception {
        run(find(Methods.class).get(kind), batch);
    }

    @SuppressWarnings("unchecked")
    private static void run(TaskRegistration registration, FakeBatch batch) throws Exception {
        ((BatchWork<Object>) registration.batchWork()).run(batch);
    }

    private Map<String, TaskRegistration> find(Class<?> type) {
        if (!context.isActive()) {
            context.register(type);
            context.refresh();
        }
        return new HandlerDiscovery(context.getDefaultListableBeanFactory())
                .find().stream()
                        .map(HandlerDiscovery.Declared::registration)
                        .collect(Collectors.toMap(TaskRegistration::kind, Function.identity()));
    }

    record Order(long id) {}

    static class Methods {
        final List<Object> seen = new ArrayList<>();

        @TaskHandler("batch")
        public void batch(TaskBatch<Order> batch) {
            batch.forEach(item -> item.done("b" + item.payload().id()));
        }

        @TaskHandler("items")
        public void items(List<BatchItem<Order>> items) {
            items.forEach(item -> item.done("i" + item.payload().id()));
        }

        @TaskHandler("contexts")
        public void contexts(List<TaskContext> contexts) {
            contexts.forEach(one -> seen.add(one.kind()));
        }

        @TaskHandler(value = "payloads", batchSize = 50)
        public void payloads(List<Order> orders) {
            orders.forEach(order -> seen.add(order.id()));
        }

        @TaskHandler(value = "lists", batchLinger = "50ms")
        public void lists(List<List<Order>> lists) {}

        @TaskHandler(value = "results", batchSize = 50)
        public List<String> results(List<Order> orders) {
            return orders.stream().map(order -> "result " + order.id()).toList();
        }

        @TaskHandler(value = "too-few", batchSize = 50)
        public List<String> tooFew(List<String> payloads) {
            return List.of("one");
        }

        @TaskHandler("throws")
        public void checked(TaskBatch<String> batch) throws IOException {
            throw new IOException("checked");
        }

        @TaskHandler("single")
        public void single(List<Order> orders) {}
    }

    abstract static class Base<P> {
        @TaskHandler("generic")
        public void generic(TaskBatch<P> batch) {}

        @TaskHandler(value = "generic-list", batchSize = 2)
        public void genericList(List<P> payloads) {}

        @TaskHandler("generic-items")
        public void genericItems(List<BatchItem<P>> items) {}
    }

    static class OrderBase extends Base<Order> {}

    @TaskHandler("order-batches")
    static class OrderBatches implements BatchWork<Order> {
        @Override
        public void run(TaskBatch<Order> batch) {
            batch.forEach(item -> item.done(item.payload().id()));
        }
    }
}
