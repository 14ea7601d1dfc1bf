package io.pgqueue.sample.queue;

import io.pgqueue.TaskAdmin;
import io.pgqueue.sample.web.NotFoundException;
import io.pgqueue.sample.web.TaskView;
import io.pgqueue.sample.web.TaskViews;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Recurring tasks: when they come next, and what the last one made of it. */
@RestController
@RequestMapping("/api/schedules")
class ScheduleController {

    private final Schedules schedules;
    private final TaskAdmin admin;
    private final TaskViews views;

    ScheduleController(Schedules schedules, TaskAdmin admin, TaskViews views) {
        this.schedules = schedules;
        this.admin = admin;
        this.views = views;
    }

    @GetMapping
    List<ScheduleView> all() {
        return schedules.list().stream().map(this::view).toList();
    }

    @PostMapping("/{name}/pause")
    ScheduleView pause(@PathVariable String name) {
        schedules.pause(name);
        return find(name);
    }

    @PostMapping("/{name}/resume")
    ScheduleView resume(@PathVariable String name) {
        schedules.resume(name);
        return find(name);
    }

    /** Adds a task out of turn. */
    @PostMapping("/{name}/trigger")
    ScheduleView trigger(@PathVariable String name) {
        schedules.triggerNow(name);
        return find(name);
    }

    private ScheduleView find(String name) {
        return schedules
                .find(name)
                .map(this::view)
                .orElseThrow(() -> new NotFoundException("there is no schedule '" + name + "'"));
    }

    private ScheduleView view(ScheduleInfo info) {
        Schedule schedule = info.schedule();
        Long last = info.lastTaskId();
        return new ScheduleView(
                info.name(),
                schedule.kind(),
                schedule.cron() != null ? schedule.cron() + " " + schedule.zone() : "every " + schedule.interval(),
                info.nextSlot(),
                info.pausedAt() != null,
                info.retiredAt() != null,
                last == null ? null : admin.find(last).map(views::of).orElse(null));
    }

    /**
     * A schedule.
     *
     * @param lastTask null if there was none, or it is purged
     */
    record ScheduleView(
            String name,
            String kind,
            String times,
            @Nullable Instant nextSlot,
            boolean paused,
            boolean retired,
            @Nullable TaskView lastTask) {}
}
