package io.pgqueue.sample.queue;

import io.pgqueue.TaskProcessing;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The processing of tasks on this instance, whatever others do. */
@RestController
@RequestMapping("/api/processing")
class ProcessingController {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final TaskProcessing processing;

    ProcessingController(TaskProcessing processing) {
        this.processing = processing;
    }

    @GetMapping
    Processing state() {
        return new Processing(processing.isRunning());
    }

    @PostMapping("/start")
    Processing start() {
        processing.start();
        return state();
    }

    /** Waits for running tasks for a while; those that still run then go back to the queue and lose no attempt. */
    @PostMapping("/stop")
    Processing stop() {
        processing.stop(STOP_TIMEOUT);
        return state();
    }

    record Processing(boolean running) {}
}
