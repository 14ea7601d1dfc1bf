package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.DatabaseHealth;
import io.pgqueue.KindThroughput;
import io.pgqueue.Oversight.RunningTask;
import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.autoconfigure.actuate.Capacity;
import io.pgqueue.autoconfigure.dashboard.Queues.Member;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * What several pages show of the queue, read once for all of them, and from a replica where there is one. Nothing that it
 * reads grows with the tasks. Thread-safe.
 */
final class LiveState {

    /** How many running tasks of a shard are looked up. */
    static final int RUNNING = 1_000;

    private static final Duration CLOCK = Duration.ofSeconds(20);

    /** How long a standby that is well may lag behind. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private final TaskAdmin admin;
    private final QueueReads reads;
    private final QueueEngine engine;
    private final Schedules schedules;
    private final Queues queues;
    private final SharedAnswers answers;

    LiveState(TaskAdmin admin, QueueEngine engine, Schedules schedules, Queues queues, SharedAnswers answers) {
        this.admin = admin;
        this.reads = engine.replica().orElse(admin);
        this.engine = engine;
        this.schedules = schedules;
        this.queues = queues;
        this.answers = answers;
    }

    /** Those of the queue itself for a while after a change, so that whoever pauses a kind sees that it is paused. */
    List<KindInfo> kinds() {
        return answers.get(
                "kinds", Duration.ofSeconds(2), () -> (answers.hasForgottenWithin(LAG) ? admin : reads).kinds());
    }

    List<KindThroughput> throughput(Duration window, Duration bucket) {
        return answers.get(
                "throughput " + window + " " + bucket, Duration.ofSeconds(5), () -> reads.throughput(window, bucket));
    }

    /** By kind, what happened within the last hour; its totals are written once a minute. */
    Map<String, List<KindThroughput>> lastHour() {
        return answers.get(
                "last hour",
                Duration.ofSeconds(20),
                () -> reads.throughput(Duration.ofHours(1), Duration.ofHours(1)).stream()
                        .collect(Collectors.groupingBy(KindThroughput::kind)));
    }

    List<ScheduleInfo> schedules() {
        return answers.get("schedules", Duration.ofSeconds(5), schedules::list);
    }

    Optional<OutboxCounts> outboxCounts() {
        return answers.get("outbox", Duration.ofSeconds(5), engine::outboxCounts);
    }

    /** By shard, in their order; one that is away has an error in the place of its state. */
    List<WorkersOf> workers() {
        return answers.get(
                "workers",
                Duration.ofSeconds(2),
                () -> queues.all().stream().map(LiveState::workersOf).toList());
    }

    List<HealthOf> health() {
        return answers.get(
                "health",
                Duration.ofSeconds(5),
                () -> queues.all().stream().map(LiveState::healthOf).toList());
    }

    /** How many tasks of a kind all instances that live run at once; null if one of them, or a shard, does not say. */
    @Nullable
    Integer capacity(String kind) {
        List<WorkersOf> all = workers();
        return all.stream().anyMatch(of -> of.error != null)
                ? null
                : Capacity.of(
                        kind, all.stream().flatMap(of -> of.workers.stream()).toList());
    }

    /** The time by the clock of a shard's database; null while that does not answer. */
    @Nullable
    Instant now(@Nullable String shard) {
        return clocks().filter(clock -> Objects.equals(clock.shard(), shard))
                .findFirst()
                .map(DatabaseClock::now)
                .orElse(null);
    }

    /** The earliest time that any of the databases has, so that nothing is called late too soon; null while none answers. */
    @Nullable
    Instant now() {
        return clocks().map(DatabaseClock::now)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private Stream<DatabaseClock> clocks() {
        return answers
                .<List<DatabaseClock>>get(
                        "clocks",
                        clocks -> clocks.stream().allMatch(clock -> clock.readAt() != null)
                                ? CLOCK
                                : Duration.ofSeconds(2),
                        () -> queues.all().stream().map(DatabaseClock::of).toList())
                .stream();
    }

    private static WorkersOf workersOf(Member member) {
        try {
            List<RunningTask> running = member.engine().oversight().running(RUNNING + 1);
            return new WorkersOf(
                    member.shard(),
                    member.engine()
                            .replica()
                            .orElseGet(member.engine()::taskAdmin)
                            .workers(),
                    running.size() > RUNNING ? running.subList(0, RUNNING) : running,
                    running.size() > RUNNING,
                    null);
        } catch (DataAccessException e) {
            return new WorkersOf(member.shard(), List.of(), List.of(), false, String.valueOf(e.getMessage()));
        }
    }

    private static HealthOf healthOf(Member member) {
        try {
            return new HealthOf(member, member.engine().oversight().health(), null);
        } catch (DataAccessException e) {
            return new HealthOf(member, null, String.valueOf(e.getMessage()));
        }
    }

    /**
     * @param cut whether more tasks run than {@code running} has
     * @param error why there are none; null if there is nothing wrong
     */
    record WorkersOf(
            @Nullable String shard,
            List<WorkerInfo> workers,
            List<RunningTask> running,
            boolean cut,
            @Nullable String error) {}

    /** @param health null if there is an error */
    record HealthOf(
            Member member,
            @Nullable DatabaseHealth health,
            @Nullable String error) {}
}
