package io.pgqueue.sample.newsletter;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskKind;
import io.pgqueue.sample.newsletter.Newsletters.Report;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes down how a newsletter went, once its last letter is done. */
@Component
class ReportHandler {

    static final String KIND = "report-newsletter";
    static final TaskKind<Subject> REPORT = TaskKind.of(KIND, Subject.class);

    private final Newsletters newsletters;

    ReportHandler(Newsletters newsletters) {
        this.newsletters = newsletters;
    }

    @TaskHandler(value = KIND, workerCount = 1, transactional = true)
    Report report(Subject subject, TaskContext context) {
        Map<String, String> headers = context.headers();
        Report report = new Report(
                Long.parseLong(headers.get(TaskGroup.GROUP_HEADER)),
                subject.text(),
                Integer.parseInt(headers.get(TaskGroup.SUCCEEDED_HEADER)),
                Integer.parseInt(headers.get(TaskGroup.CANCELLED_HEADER)),
                Integer.parseInt(headers.get(TaskGroup.FAILED_HEADER)));
        newsletters.save(report);
        return report;
    }

    record Subject(String text) {}
}
