package io.pgqueue.sample.support;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Kinds that take long, in a child process that was started with their profile. */
@Component
@Profile(EndlessTasks.PROFILE)
class EndlessTasks {

    static final String PROFILE = "endless-tasks";

    private static final Logger log = LoggerFactory.getLogger(EndlessTasks.class);

    @TaskHandler(value = "endless", workerCount = 2)
    void endless(TaskContext context) throws InterruptedException {
        log.info("STARTED endless {}", context.taskId());
        new CountDownLatch(1).await();
    }

    /** Ends by itself, some time after it was started. */
    @TaskHandler(value = "brief", workerCount = 1)
    String brief(TaskContext context) throws InterruptedException {
        log.info("STARTED brief {}", context.taskId());
        return new CountDownLatch(1).await(10, TimeUnit.SECONDS) ? "early" : "done";
    }
}
