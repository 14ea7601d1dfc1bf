package io.pgqueue.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.pgqueue.TaskContext;
import io.pgqueue.observation.TaskBatchContext;
import io.pgqueue.observation.TaskExecutionContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/**
 * Begins a trace of its own for a batch, and for a task that was enqueued to run later, with links to where the tasks were
 * enqueued: a parent that ended long ago, or many parents, make no readable trace. To be asked before the handlers that
 * continue traces.
 */
final class LinkingTracingObservationHandler implements TracingObservationHandler<Observation.Context>, Ordered {

    private final Tracer tracer;
    private final Propagator propagator;

    LinkingTracingObservationHandler(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof TaskBatchContext || (context instanceof TaskExecutionContext task && task.isLinked());
    }

    @Override
    public Tracer getTracer() {
        return tracer;
    }

    @Override
    public void onStart(Observation.Context context) {
        Span.Builder span = tracer.spanBuilder().setNoParent().kind(Span.Kind.CONSUMER);
        for (TaskContext task : tasks(context)) {
            TraceContext enqueued = enqueuedIn(task.headers());
            if (enqueued != null) {
                span.addLink(new Link(enqueued));
            }
        }
        getTracingContext(context).setSpan(span.start());
    }

    @Override
    public void onStop(Observation.Context context) {
        Span span = getRequiredSpan(context);
        span.name(getSpanName(context));
        tagSpan(context, span);
        endSpan(context, span);
    }

    private static List<TaskContext> tasks(Observation.Context context) {
        if (context instanceof TaskBatchContext batch) {
            return batch.tasks();
        }
        return context instanceof TaskExecutionContext task ? List.of(task.task()) : List.of();
    }

    /** The span that a task's headers name; a propagator tells it as the parent of one that it begins. */
    private @Nullable TraceContext enqueuedIn(Map<String, String> headers) {
        Span child = propagator.extract(headers, Map::get).start();
        TraceContext context = child.context();
        child.abandon();
        String parent = context.parentId();
        return parent == null
                ? null
                : tracer.traceContextBuilder()
                        .traceId(context.traceId())
                        .spanId(parent)
                        .sampled(context.sampled())
                        .build();
    }
}
