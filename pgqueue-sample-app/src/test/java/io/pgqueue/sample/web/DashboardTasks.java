package io.pgqueue.sample.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Oversight.Noted;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.PgQueueEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tasks to look at, and what the database says of them. */
final class DashboardTasks {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LATEST = 200;

    private final TaskQueue queue;
    private final TaskAdmin admin;
    private final PgQueueEngine engine;
    private final JdbcClient jdbc;

    DashboardTasks(TaskQueue queue, TaskAdmin admin, PgQueueEngine engine, JdbcClient jdbc) {
        this.queue = queue;
        this.admin = admin;
        this.engine = engine;
        this.jdbc = jdbc;
    }

    /** One whose only attempt has failed; the same one whenever it is asked for by the same note. */
    long failed(String note) {
        long id = queue.enqueue(of(note)).taskId();
        awaitStatus(id, TaskStatus.NO_ATTEMPTS_LEFT);
        return id;
    }

    /** The same, with a field that the page masks. */
    long failed(String note, String password) {
        Task task = Task.of(PickyWork.PICKY, Map.of("note", note, "password", password))
                .withExternalKey(note);
        long id = queue.enqueue(task).taskId();
        awaitStatus(id, TaskStatus.NO_ATTEMPTS_LEFT);
        return id;
    }

    /** One that is due in an hour, and succeeds then. */
    long waiting(String note) {
        Task task = Task.of(PickyWork.PICKY, Map.of("note", note, "good", true))
                .withExternalKey(note)
                .withDelay(Duration.ofHours(1));
        return queue.enqueue(task).taskId();
    }

    long endless() {
        long id = queue.enqueue(Task.of(PickyWork.ENDLESS, null)).taskId();
        awaitStatus(id, TaskStatus.RUNNING);
        return id;
    }

    /** So many whose only attempt has failed, with keys that begin alike. */
    void failed(String keyPrefix, int count) {
        queue.enqueueAll(
                IntStream.range(0, count).mapToObj(n -> of(keyPrefix + n)).toList());
        awaitCount(keyPrefix, TaskStatus.NO_ATTEMPTS_LEFT, count);
    }

    /** A kind of another application, which none here works. */
    void declare(String kind) {
        jdbc.sql("insert into pgqueue.kind (name) values (?) on conflict do nothing")
                .param(kind)
                .update();
    }

    TaskInfo info(long id) {
        return admin.find(id).orElseThrow();
    }

    void awaitStatus(long id, TaskStatus status) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(info(id).status()).isEqualTo(status));
    }

    void awaitCount(String keyPrefix, TaskStatus status, int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(count(keyPrefix, status)).isEqualTo(count));
    }

    long count(String keyPrefix, TaskStatus status) {
        TaskFilter filter = TaskFilter.all()
                .withKind(PickyWork.PICKY)
                .withExternalKeyPrefix(keyPrefix)
                .withStatus(status);
        return admin.count(filter, LATEST).tasks();
    }

    /** That Ann has done this. */
    void assertNoted(String action, String target, String detail) {
        List<Noted> notes = engine.oversight().notes(LATEST);
        assertThat(notes)
                .anySatisfy(note -> assertThat(List.of(note.actor(), note.action(), note.target(), note.detail()))
                        .containsExactly(Dashboard.VISITOR, action, target, detail));
    }

    private static Task of(String note) {
        return Task.of(PickyWork.PICKY, Map.of("note", note)).withExternalKey(note);
    }
}
