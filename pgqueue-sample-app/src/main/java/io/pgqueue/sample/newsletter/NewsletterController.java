package io.pgqueue.sample.newsletter;

import io.pgqueue.EnqueuedGroup;
import io.pgqueue.GroupInfo;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskQueue;
import io.pgqueue.sample.newsletter.NewsletterHandler.Letter;
import io.pgqueue.sample.newsletter.Newsletters.Report;
import io.pgqueue.sample.newsletter.Newsletters.Summary;
import io.pgqueue.sample.newsletter.ReportHandler.Subject;
import io.pgqueue.sample.web.NotFoundException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
    private final TaskAdmin admin;
    private final Newsletters newsletters;

    NewsletterController(TaskQueue queue, TaskAdmin admin, Newsletters newsletters) {
        this.queue = queue;
        this.admin = admin;
        this.newsletters = newsletters;
    }

    /** Enqueues one letter for each reader; every tenth has given an address that nobody has. A report is to follow. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Enqueued send(@Valid @RequestBody NewsletterRequest request) {
        List<Task> letters = IntStream.rangeClosed(1, request.readers())
                .mapToObj(n -> "reader-" + n + "@example." + (n % ONE_IN == 0 ? "invalid" : "org"))
                .map(recipient -> Task.of(NewsletterHandler.SEND, new Letter(recipient, request.subject())))
                .toList();
        Task report = Task.of(ReportHandler.REPORT, new Subject(request.subject()));
        EnqueuedGroup group = queue.enqueueGroup(
                TaskGroup.of(letters).withName("newsletter").whenDone(report).whenFailed(report.withPriority(0)));
        return new Enqueued(group.groupId(), group.results().size());
    }

    /** How far one newsletter is, and its report once it has one. */
    @GetMapping("/{group}")
    NewsletterView one(@PathVariable long group) {
        GroupInfo info = admin.group(group).orElseThrow(() -> new NotFoundException("There is no newsletter " + group));
        return new NewsletterView(
                info.total(), info.open(), newsletters.report(group).orElse(null));
    }

    @GetMapping
    Summary summary() {
        return newsletters.summary();
    }

    record NewsletterRequest(
            @NotBlank @Size(max = 200) String subject,
            @NotNull @Min(1) @Max(1000) Integer readers) {}

    record Enqueued(long newsletter, int letters) {}

    record NewsletterView(int letters, int open, @Nullable Report report) {}
}
