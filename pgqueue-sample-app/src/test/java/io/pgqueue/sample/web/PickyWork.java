package io.pgqueue.sample.web;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Kinds whose tasks do what their payload says. */
final class PickyWork {

    static final String PICKY = "picky";
    static final String ENDLESS = "endless-wait";

    /** Refuses the first attempt unless the payload is good, and says its note wherever something can be said. */
    @TaskHandler(value = PICKY, maxAttempts = 1)
    Map<String, Object> pick(Map<String, Object> payload, TaskContext context) {
        String note = String.valueOf(payload.get("note"));
        context.log("looks at " + note);
        if (context.attempt() == 1 && !Boolean.TRUE.equals(payload.get("good"))) {
            throw new IllegalArgumentException("refuses " + note);
        }
        return Map.of("taken", note);
    }

    /** Runs until it is cancelled. */
    @TaskHandler(ENDLESS)
    void waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
