package io.pgqueue.sample.queue;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Kinds of tasks: how many there are of each status, and whether the kind is paused. */
@RestController
@RequestMapping("/api/kinds")
class KindController {

    private final TaskAdmin admin;

    KindController(TaskAdmin admin) {
        this.admin = admin;
    }

    @GetMapping
    List<KindView> all() {
        return admin.kinds().stream().map(KindController::view).toList();
    }

    /** For every instance on this database, and until it is resumed. */
    @PostMapping("/{kind}/pause")
    Change pause(@PathVariable String kind) {
        return new Change(admin.pause(kind));
    }

    @PostMapping("/{kind}/resume")
    Change resume(@PathVariable String kind) {
        return new Change(admin.resume(kind));
    }

    private static KindView view(KindInfo kind) {
        Map<TaskStatus, Long> counts =
                Arrays.stream(TaskStatus.values()).collect(Collectors.toMap(status -> status, kind::count));
        return new KindView(kind.name(), kind.pausedAt() != null, counts, kind.oldestRunnable(), kind.sampledAt());
    }

    /** The counts are as old as {@code sampledAt} says. */
    record KindView(
            String name,
            boolean paused,
            Map<TaskStatus, Long> counts,
            @Nullable Instant oldestRunnable,
            @Nullable Instant sampledAt) {}

    /** @param changed false if it was so before */
    record Change(boolean changed) {}
}
