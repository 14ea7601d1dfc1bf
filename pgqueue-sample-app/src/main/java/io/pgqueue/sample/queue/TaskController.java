package io.pgqueue.sample.queue;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskTransition;
import io.pgqueue.sample.web.NotFoundException;
import io.pgqueue.sample.web.TaskView;
import io.pgqueue.sample.web.TaskViews;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Single tasks. */
@RestController
class TaskController {

    private final TaskAdmin admin;
    private final TaskViews views;

    TaskController(TaskAdmin admin, TaskViews views) {
        this.admin = admin;
        this.views = views;
    }

    @GetMapping("/api/tasks/{id}")
    TaskView one(@PathVariable long id) {
        return admin.find(id).map(views::of).orElseThrow(() -> new NotFoundException("There is no task " + id));
    }

    /** What a task has been through, if its kind keeps a log. */
    @GetMapping("/api/tasks/{id}/transitions")
    List<TaskTransition> transitions(@PathVariable long id) {
        return admin.transitions(id);
    }

    /** What its handler said of a task. */
    @GetMapping("/api/tasks/{id}/logs")
    List<TaskLogLine> logs(@PathVariable long id) {
        return admin.logs(id);
    }
}
