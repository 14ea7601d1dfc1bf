package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.KindOptions;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskWork;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ParameterizedTypeReference;

class HandlerDiscoveryTest {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @Test
    void findsMethodsWithTheirParametersInAnyOrder() throws Exception {
        Map<String, TaskRegistration> found = find(Parameters.class);

        assertThat(run(found.get("payload"), "x")).isEqualTo("x");
        assertThat(run(found.get("context"), "x")).isEqualTo("1");
        assertThat(run(found.get("payload-context"), "x")).isEqualTo("x1");
        assertThat(run(found.get("context-payload"), "x")).isEqualTo("1x");
        assertThat(run(found.get("nothing"), "x")).isEqualTo("called");
        assertThat(run(found.get("no-result"), "x")).isNull();
    }

    @Test
    void takesThePayloadsTypeFromTheParameter() {
        Map<String, TaskRegistration> found = find(Parameters.class);

        assertThat(found.get("payload").payloadType()).isEqualTo(String.class);
        assertThat(found.get("nothing").payloadType()).isEqualTo(Void.class);
        assertThat(found.get("list").payloadType())
                .isEqualTo(new ParameterizedTypeReference<List<Order>>() {}.getType());
    }

    @Test
    void resolvesAPayloadThatAGenericSuperclassLeavesOpen() {
        assertThat(find(OrderBase.class).get("generic").payloadType()).isEqualTo(Order.class);
    }

    @Test
    void findsClassesThatImplementTheHandlerInterface() throws Exception {
        TaskRegistration found = find(OrderWork.class).get("order-work");

        assertThat(found.payloadType()).isEqualTo(Order.class);
        assertThat(run(found, new Order(5))).isEqualTo(5L);
    }

    @Test
    void findsRegistrationBeans() throws Exception {
        assertThat(run(find(Registrations.class).get("registered"), "x")).isEqualTo("registered x");
    }

    @Test
    void createsALazyBeanForItsFirstTaskOnly() throws Exception {
        LazyHandler.CREATED.set(0);

        TaskRegistration found = find(LazyHandler.class).get("lazy");

        assertThat(LazyHandler.CREATED).hasValue(0);
        run(found, "x");
        run(found, "x");
        assertThat(LazyHandler.CREATED).hasValue(1);
    }

    @Test
    void leavesTheParentsBeansToTheParent() {
        try (GenericApplicationContext parent = new AnnotationConfigApplicationContext(Parameters.class)) {
            context.setParent(parent);

            assertThat(find(OrderWork.class)).containsOnlyKeys("order-work");
        }
    }

    @Test
    void throwsWhatTheMethodThrew() {
        Map<String, TaskRegistration> found = find(Throwing.class);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run(found.get("checked"), "x"))
                .withMessage("checked");
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> run(found.get("error"), "x"))
                .withMessage("error");
    }

    private Map<String, TaskRegistration> find(Class<?> type) {
        context.register(type);
        context.refresh();
        return new HandlerDiscovery(context.getDefaultListableBeanFactory())
                .find().stream()
                        .map(HandlerDiscovery.Declared::registration)
                        .collect(Collectors.toMap(TaskRegistration::kind, Function.identity()));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object run(TaskRegistration registration, Object payload) throws Exception {
        return ((TaskWork<Object>) registration.work()).run(payload, new FakeContext());
    }

    record Order(long id) {}

    static class Parameters {
        @TaskHandler("payload")
        public String payload(String payload) {
            return payload;
        }

        @TaskHandler("context")
        public String context(TaskContext context) {
            return "" + context.taskId();
        }

        @TaskHandler("payload-context")
        public String both(String payload, TaskContext context) {
            return payload + context.taskId();
        }

        @TaskHandler("context-payload")
        public String swapped(TaskContext context, String payload) {
            return context.taskId() + payload;
        }

        @TaskHandler("nothing")
        public String nothing() {
            return "called";
        }

        @TaskHandler("no-result")
        public void noResult() {}

        @TaskHandler("list")
        public void list(List<Order> orders) {}

        @TaskHandler("hidden")
        String hidden(String payload) {
            return "hidden " + payload;
        }
    }

    abstract static class Base<P> {
        @TaskHandler("generic")
        public void handle(P payload) {}
    }

    static class OrderBase extends Base<Order> {}

    @TaskHandler("order-work")
    static class OrderWork implements TaskWork<Order> {
        @Override
        public Object run(Order order, TaskContext context) {
            return order.id();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Registrations {
        @Bean
        TaskRegistration registered() {
            return TaskRegistration.of(
                    TaskKind.of("registered", String.class),
                    KindOptions.none(),
                    (payload, context) -> "registered " + payload);
        }
    }

    @Lazy
    static class LazyHandler {
        static final AtomicInteger CREATED = new AtomicInteger();

        LazyHandler() {
            CREATED.incrementAndGet();
        }

        @TaskHandler("lazy")
        public void handle() {}
    }

    static class Throwing {
        @TaskHandler("checked")
        public void checked() throws IOException {
            throw new IOException("checked");
        }

        @TaskHandler("error")
        public void error() {
            throw new StackOverflowError("error");
        }
    }
}
