package io.pgqueue.sample.newsletter;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.sample.newsletter.NewsletterHandler.Letter;
import io.pgqueue.sample.newsletter.Newsletters.Summary;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sends newsletters, and says how far they are. */
@RestController
@RequestMapping("/api/newsletter")
class NewsletterController {

    private static final int ONE_IN = 10;

    private final TaskQueue queue;
    private final Newsletters newsletters;

    NewsletterController(TaskQueue queue, Newsletters newsletters) {
        this.queue = queue;
        this.newsletters = newsletters;
    }

    /** Enqueues one letter for each reader; every tenth has given an address that nobody has. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Enqueued send(@Valid @RequestBody NewsletterRequest request) {
        List<Task> letters = IntStream.rangeClosed(1, request.readers())
                .mapToObj(n -> "reader-" + n + "@example." + (n % ONE_IN == 0 ? "invalid" : "org"))
                .map(recipient -> Task.of(NewsletterHandler.SEND, new Letter(recipient, request.subject())))
                .toList();
        return new Enqueued(queue.enqueueAll(letters).size());
    }

    @GetMapping
    Summary summary() {
        return newsletters.summary();
    }

    record NewsletterRequest(
            @NotBlank @Size(max = 200) String subject,
            @NotNull @Min(1) @Max(1000) Integer readers) {}

    record Enqueued(int letters) {}
}
