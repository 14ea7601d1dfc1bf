package io.pgqueue.sample.sql;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.sample.web.TaskView;
import io.pgqueue.sample.web.TaskViews;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Starts and lists the lucky tasks whose work is an SQL function. */
@RestController
@RequestMapping("/api/sql-lucky")
class SqlLuckyController {

    private final TaskQueue queue;
    private final TaskAdmin admin;
    private final TaskViews views;
    private final JdbcClient jdbc;
    private final String newest;

    SqlLuckyController(
            TaskQueue queue,
            TaskAdmin admin,
            TaskViews views,
            JdbcClient jdbc,
            @Value("${pgqueue.schema:pgqueue}") String schema) {
        this.queue = queue;
        this.admin = admin;
        this.views = views;
        this.jdbc = jdbc;
        this.newest = "select id from " + schema + ".tasks where kind = ? order by id desc limit ?";
    }

    /**
     * @param chance of an attempt to be lucky, 0 to 1
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Started start(
            @RequestParam(defaultValue = "1") @Min(1) @Max(1000) int count,
            @RequestParam(defaultValue = "0.3") @DecimalMin("0") @DecimalMax("1") double chance) {
        Task task = Task.of(SqlLuckyFunction.KIND, Map.of("chance", chance));
        return new Started(queue.enqueueAll(Collections.nCopies(count, task)).stream()
                .map(EnqueueResult::taskId)
                .toList());
    }

    /** The newest first. */
    @GetMapping
    List<TaskView> list(@RequestParam(defaultValue = "20") @Min(1) @Max(1000) int limit) {
        return jdbc.sql(newest).params(SqlLuckyFunction.KIND, limit).query(Long.class).list().stream()
                .map(admin::find)
                .flatMap(Optional::stream)
                .map(views::of)
                .toList();
    }

    record Started(List<Long> taskIds) {}
}
