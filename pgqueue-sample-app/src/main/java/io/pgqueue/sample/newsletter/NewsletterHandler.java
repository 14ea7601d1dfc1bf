package io.pgqueue.sample.newsletter;

import io.pgqueue.BatchItem;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Delivers letters. Each is a task of its own, but up to 50 are written with one statement and one commit. */
@Component
class NewsletterHandler {

    static final String KIND = "send-newsletter";
    static final TaskKind<Letter> SEND = TaskKind.of(KIND, Letter.class);
    static final int BATCH_SIZE = 50;

    private static final Logger log = LoggerFactory.getLogger(NewsletterHandler.class);

    private final Newsletters newsletters;

    NewsletterHandler(Newsletters newsletters) {
        this.newsletters = newsletters;
    }

    @TaskHandler(value = KIND, workerCount = 2, batchSize = BATCH_SIZE, batchLinger = "100ms", transactional = true)
    void send(TaskBatch<Letter> batch) {
        List<BatchItem<Letter>> sent = new ArrayList<>();
        for (BatchItem<Letter> item : batch) {
            String recipient = item.payload().recipient();
            if (recipient.endsWith(".invalid")) {
                item.cancel("nobody can receive mail at " + recipient);
            } else {
                sent.add(item);
            }
        }
        newsletters.insertAll(sent);
        sent.forEach(item -> item.done(new Delivery(sent.size())));
        log.info("Delivered {} of {} letters at once", sent.size(), batch.size());
    }

    record Letter(String recipient, String subject) {}

    /**
     * Kept as the result of each task.
     *
     * @param letters how many were delivered at once
     */
    record Delivery(int letters) {}
}
