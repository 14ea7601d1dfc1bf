package io.pgqueue.engine;

import io.pgqueue.TaskRegistration;
import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.shard.ShardedSchedules;
import io.pgqueue.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Opens shards: at once those that are there, and in the background those that are away, until all are open and each
 * schedule is declared. A schedule that none of the shards knows that answer is declared when all have answered, since
 * it may live in one that does not, and must not live in two.
 */
final class ShardOpening {

    private static final Logger log = LoggerFactory.getLogger(ShardOpening.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration NEVER = Duration.ofDays(1);

    private final List<QueueShard> shards;
    private final ShardedSchedules schedules;
    private final Consumer<QueueShard> opened;
    private final Loop loop = new Loop("pgqueue-shards", "opening shards", log, this::next);

    // guarded by this
    private @Nullable List<TaskRegistration> registrations;
    private @Nullable Declared declared;
    private boolean retrying;
    private boolean paused;

    /**
     * @param schedules tells in which shard a schedule lives, or is to live
     * @param opened told of each shard that opens
     */
    ShardOpening(List<QueueShard> shards, ShardedSchedules schedules, Consumer<QueueShard> opened) {
        this.shards = shards;
        this.schedules = schedules;
        this.opened = opened;
    }

    /** Prepares those that are there; throws what the first failed of if none is. */
    synchronized void prepare() {
        shards.forEach(QueueShard::prepare);
        if (shards.stream().noneMatch(QueueShard::isPrepared)) {
            throw (DataAccessException) Objects.requireNonNull(shards.get(0).problem());
        }
    }

    synchronized void register(Collection<TaskRegistration> all) {
        registrations = List.copyOf(all);
        // those that were found away a moment ago would hold up the start once more
        open(shards.stream().filter(QueueShard::isPrepared).toList());
        retryIfNeeded();
    }

    synchronized void declare(Declared all) {
        declared = all;
        declareAll();
        retryIfNeeded();
    }

    /** A round in the background; how long to wait until the next. */
    private synchronized Duration next() {
        if (!paused) {
            paused = true; // the start has just tried, and goes on with what it has
            return EVERY;
        }
        open(shards);
        declareAll();
        return isDone() ? NEVER : EVERY;
    }

    void stop(Duration timeout) {
        loop.stop(timeout);
    }

    private void open(List<QueueShard> candidates) {
        List<TaskRegistration> known = registrations;
        if (known == null) {
            return;
        }
        for (QueueShard shard : candidates) {
            if (!shard.isOpen() && shard.prepare() && shard.register(known)) {
                log.info("shard {} is open", shard.name());
                opened.accept(shard);
            }
        }
    }

    /** Leaves in {@link #declared} what has to wait. */
    private void declareAll() {
        Declared present = declared;
        if (present == null) {
            return;
        }
        Map<String, List<Schedule>> places = new LinkedHashMap<>();
        boolean complete = true;
        for (Schedule schedule : present.schedules) {
            Optional<String> place = placeOf(schedule.name());
            if (place.isPresent()) {
                places.computeIfAbsent(place.get(), name -> new ArrayList<>()).add(schedule);
            } else {
                complete = false;
            }
        }
        for (QueueShard shard : shards) {
            List<Schedule> its = places.getOrDefault(shard.name(), List.of());
            complete &= shard.isOpen() && shard.declare(present.application, its, present.retire);
        }
        if (complete) {
            declared = null;
        }
    }

    /** Where it lives, or is to live; empty while that cannot be told. */
    private Optional<String> placeOf(String schedule) {
        try {
            return Optional.of(schedules
                    .placeOf(schedule)
                    .orElseGet(() -> schedules.homeOf(schedule))
                    .name());
        } catch (DataAccessException e) {
            log.debug("schedule {} is not declared before all shards have answered", schedule, e);
            return Optional.empty();
        }
    }

    private boolean isDone() {
        return declared == null && shards.stream().allMatch(QueueShard::isOpen);
    }

    private void retryIfNeeded() {
        if (isDone()) {
            return;
        }
        if (retrying) {
            loop.wake();
        } else {
            retrying = true;
            loop.start();
        }
    }

    /** What the code of an application declares. */
    record Declared(String application, List<Schedule> schedules, boolean retire) {}
}
