package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.Ordered;

class InterceptorChainTest {

    private final List<String> calls = new ArrayList<>();
    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

    @Test
    void nestsBatchesInItsOrder() throws Exception {
        beans.addBean("second", new Noting("second", 2));
        beans.addBean("tasks", (TaskInterceptor) (context, work) -> calls.add("never for a batch"));
        beans.addBean("first", new Noting("first", 1));

        new InterceptorChain(beans.getBeanProvider(TaskInterceptor.class))
                .aroundBatch(List.of(), () -> calls.add("handler"));

        assertThat(calls).containsExactly("into first", "into second", "handler", "out of second", "out of first");
    }

    private final class Noting implements TaskInterceptor, Ordered {
        private final String name;
        private final int order;

        Noting(String name, int order) {
            this.name = name;
            this.order = order;
        }

        @Override
        public @Nullable Object around(TaskContext context, Callable<@Nullable Object> work) {
            throw new AssertionError("around is for single tasks");
        }

        @Override
        public void aroundBatch(List<TaskContext> contexts, Callable<@Nullable Object> work) throws Exception {
            calls.add("into " + name);
            work.call();
            calls.add("out of " + name);
        }

        @Override
        public int getOrder() {
            return order;
        }
    }
}
