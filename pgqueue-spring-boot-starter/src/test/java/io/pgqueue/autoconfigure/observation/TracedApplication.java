package io.pgqueue.autoconfigure.observation;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.metrics.PgQueueMetricsAutoConfiguration;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application on a database of its own that keeps the spans of its traces, by the bridge to OpenTelemetry. */
final class TracedApplication implements AutoCloseable {

    private final TestDatabase database = TestDatabase.withSchema();
    private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class)
            .web(WebApplicationType.NONE)
            .properties(
                    "spring.datasource.url=" + database.jdbcUrl(),
                    "spring.datasource.username=" + database.username(),
                    "spring.datasource.password=" + database.password())
            .run();
    private final InMemorySpanExporter spans = bean(InMemorySpanExporter.class);

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    void forgetSpans() {
        spans.reset();
    }

    List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }

    /** The first span of this name, once it has ended. */
    SpanData span(String name) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().equals(name))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        PgQueueAutoConfiguration.class,
        PgQueueMetricsAutoConfiguration.class,
        PgQueueObservationAutoConfiguration.class
    })
    static class Beans {

        private final InMemorySpanExporter spans = InMemorySpanExporter.create();
        private final SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();

        @Bean
        InMemorySpanExporter spanExporter() {
            return spans;
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Tracer tracer() {
            return new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {});
        }

        @Bean
        Propagator propagator() {
            return new OtelPropagator(
                    ContextPropagators.create(W3CTraceContextPropagator.getInstance()), provider.get("test"));
        }

        /** As Spring Boot puts it together: one handler for metrics, and the first that fits for traces. */
        @Bean
        ObservationRegistry observationRegistry(MeterRegistry meters, Tracer tracer, Propagator propagator) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(new DefaultMeterObservationHandler(meters))
                    .observationHandler(new FirstMatchingCompositeObservationHandler(
                            new LinkingTracingObservationHandler(tracer, propagator),
                            new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                            new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                            new DefaultTracingObservationHandler(tracer)));
            return registry;
        }

        @Bean
        Handlers handlers() {
            return new Handlers();
        }
    }

    static class Handlers {

        @TaskHandler("plain")
        void plain() {}

        @TaskHandler(value = "leads", transactional = true)
        void leads(TaskContext context) {
            context.enqueue(Task.of("follows", null));
        }

        @TaskHandler("follows")
        void follows() {}

        @TaskHandler(value = "fails", maxAttempts = 1)
        void fails() {
            throw new IllegalStateException("fails");
        }

        @TaskHandler("logs")
        Map<String, String> logs() {
            return MDC.getCopyOfContextMap();
        }

        @TaskHandler(value = "batched", batchSize = 10)
        void batched(List<TaskContext> tasks) {}
    }
}
