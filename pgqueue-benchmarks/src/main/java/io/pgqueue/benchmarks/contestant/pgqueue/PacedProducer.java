package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.benchmarks.contestant.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Enqueues at a steady pace, and stamps each task with the time just before its call. */
final class PacedProducer {

    private final TaskQueue queue;

    PacedProducer(TaskQueue queue) {
        this.queue = queue;
    }

    /**
     * Makes calls at a pace; one that is late is not made up for by leaving others out.
     *
     * @param arguments calls, tasks of each, and microseconds from one to the next
     * @return the seconds that it took
     */
    Map<String, Object> run(JsonNode arguments) {
        int calls = arguments.path("calls").asInt();
        int perCall = arguments.path("perCall").asInt();
        long everyNanos = arguments.path("everyMicros").asLong() * 1_000;
        String note = Payload.note(80);
        long begun = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            long due = begun + call * everyNanos;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            call(call, perCall, note);
        }
        return Map.of("seconds", (System.nanoTime() - begun) / 1e9);
    }

    private void call(int call, int perCall, String note) {
        long at = Latencies.now();
        if (perCall == 1) {
            queue.enqueue(Task.of(CountingHandler.KIND, new Payload(call, at, note)));
            return;
        }
        List<Task> tasks = new ArrayList<>(perCall);
        for (int i = 0; i < perCall; i++) {
            tasks.add(Task.of(CountingHandler.KIND, new Payload(call, at, note)));
        }
        queue.enqueueAll(tasks);
    }
}
