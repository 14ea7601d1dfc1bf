package io.pgqueue.internal.schedule;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.schedule.ScheduleChecker.Checked;
import io.pgqueue.internal.store.ScheduleStore;
import io.pgqueue.internal.store.ScheduleStore.Foreign;
import io.pgqueue.internal.store.ScheduleStore.Triggered;
import io.pgqueue.internal.store.StoredSchedule;
import io.pgqueue.internal.store.StoredTimes;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Schedules as applications see them: checks first, then a statement, then the news. */
public final class PostgresSchedules implements Schedules {

    private final ScheduleStore store;
    private final ScheduleChecker checker;
    private final ScheduleReader reader;
    private final Announcer afterCommit;

    /**
     * Works at once.
     *
     * @param afterCommit is told of new tasks, and when a slot may have come closer
     */
    public PostgresSchedules(
            ScheduleStore store, ScheduleChecker checker, ScheduleReader reader, Announcer afterCommit) {
        this.store = store;
        this.checker = checker;
        this.reader = reader;
        this.afterCommit = afterCommit;
    }

    /**
     * Makes known what the code of an application declares.
     *
     * @param retire whether what it declared before and no longer does is retired
     * @throws InvalidScheduleException if a field breaks a rule, a name is there twice, or belongs to another
     *     application; then nothing was written
     */
    public void declare(String application, Collection<Schedule> schedules, boolean retire) {
        Instant now = store.now();
        Set<String> names = new HashSet<>();
        List<Checked> checked = schedules.stream()
                .map(schedule -> {
                    requireName(schedule, names.add(schedule.name()), "is declared twice");
                    return checker.check(schedule, now);
                })
                .toList();
        List<@Nullable Instant> first = new ArrayList<>();
        checked.forEach(schedule -> first.add(schedule.first()));
        List<Foreign> foreign = store.register(
                application, checked.stream().map(Checked::schedule).toList(), first, retire);
        for (Schedule schedule : schedules) {
            foreign.stream()
                    .filter(other -> other.schedule().equals(schedule.name()))
                    .forEach(other -> requireName(
                            schedule,
                            false,
                            "is declared by the application '" + other.owner()
                                    + "', too; give one of them another name"));
        }
        if (!schedules.isEmpty()) {
            afterCommit.workAvailable(Announcer.SCHEDULES);
        }
    }

    @Override
    public ScheduleInfo save(Schedule schedule) {
        Checked checked = checker.check(schedule, store.now());
        store.save(checked.schedule(), checked.first());
        afterCommit.workAvailable(Announcer.SCHEDULES);
        return find(schedule.name()).orElseThrow();
    }

    @Override
    public Optional<ScheduleInfo> find(String name) {
        return stored(name).map(reader::info);
    }

    @Override
    public List<ScheduleInfo> list() {
        return store.findAll().stream().map(reader::info).toList();
    }

    @Override
    public boolean pause(String name) {
        return ScheduleChecker.isName(name) && store.pause(name);
    }

    @Override
    public boolean resume(String name) {
        Optional<StoredSchedule> found = stored(name);
        while (found.isPresent() && found.get().pausedAt() != null) {
            StoredSchedule schedule = found.get();
            if (store.resume(name, schedule.revision(), following(schedule, store.now()))) {
                afterCommit.workAvailable(Announcer.SCHEDULES);
                return true;
            }
            // changed in between
            found = store.find(name);
        }
        return false;
    }

    @Override
    public OptionalLong triggerNow(String name) {
        Optional<Triggered> triggered = ScheduleChecker.isName(name) ? store.trigger(name) : Optional.empty();
        triggered.ifPresent(task -> afterCommit.workAvailable(List.of(task.kindId())));
        return triggered.map(Triggered::taskId).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public boolean reset(String name) {
        Optional<StoredTimes> declared = ScheduleChecker.isName(name) ? store.declaredTimes(name) : Optional.empty();
        boolean done = declared.isPresent()
                && store.reset(name, Slots.of(declared.get()).first(store.now()));
        if (done) {
            afterCommit.workAvailable(Announcer.SCHEDULES);
        }
        return done;
    }

    @Override
    public boolean remove(String name) {
        return ScheduleChecker.isName(name) && store.remove(name);
    }

    /** None has another name than those that can be given, so the database is not asked for it. */
    private Optional<StoredSchedule> stored(String name) {
        return ScheduleChecker.isName(name) ? store.find(name) : Optional.empty();
    }

    private static @Nullable Instant following(StoredSchedule schedule, Instant now) {
        Instant slot = schedule.nextSlot();
        return slot == null || slot.isAfter(now)
                ? slot
                : Slots.of(schedule.times()).after(now, slot);
    }

    private static void requireName(Schedule schedule, boolean condition, String rule) {
        if (!condition) {
            throw new InvalidScheduleException(
                    schedule.name(), "name", "schedule '" + schedule.name() + "' " + rule, null);
        }
    }
}
