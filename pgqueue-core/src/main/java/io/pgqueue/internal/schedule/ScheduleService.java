package io.pgqueue.internal.schedule;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.NextSchedule;
import io.pgqueue.internal.store.SlotStore;
import io.pgqueue.internal.store.SlotStore.Fired;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Adds the tasks of schedules when their slots are due. Every instance does it; the slot in the schedule's row is the
 * fence that lets one of them succeed. Time is the database's alone, as it is read with the schedules: what the clock of
 * this machine says matters to nothing here.
 *
 * <p>Sleeps until the next slot, or until it is told that somebody has made or changed a schedule. In case it was not, it looks
 * every five seconds, and every half minute while there is none.
 */
public final class ScheduleService {

    private static final Logger log = LoggerFactory.getLogger(ScheduleService.class);
    private static final int BATCH = 100;
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration EVERY_IF_NONE = Duration.ofSeconds(30);
    private static final Duration UNTIL_RETRY = Duration.ofMillis(500);

    private final SlotStore store;
    private final Announcer announcer;
    private final Loop loop = new Loop("pgqueue-schedule", "firing schedules", log, this::round);
    private final Set<String> broken = new HashSet<>(); // the loop's alone
    private Duration wait = Duration.ZERO; // the loop's alone

    /**
     * A service that is yet to be started.
     *
     * @param announcer is told of the kinds of new tasks
     */
    public ScheduleService(SlotStore store, Announcer announcer) {
        this.store = store;
        this.announcer = announcer;
    }

    public void start() {
        loop.start();
    }

    /** A schedule may have been made or changed: looks at once. */
    public void wake() {
        loop.wake();
    }

    /** Asks it to end; {@link #stop} waits for that. */
    public void stopSoon() {
        loop.stopSoon();
    }

    public void stop(Duration timeout) {
        loop.stop(timeout);
    }

    /** Fires all that is due; how many tasks were added. */
    public int runOnce() {
        int tasks = 0;
        boolean more;
        do {
            List<NextSchedule> next = store.next(BATCH);
            more = false;
            for (NextSchedule schedule : next) {
                Optional<Fired> fired = schedule.isDue() ? fire(schedule) : Optional.empty();
                tasks += fired.map(Fired::tasks).orElse(0);
                more |= fired.isPresent();
            }
            wait = waitAfter(next);
        } while (more && !loop.isStopping());
        return tasks;
    }

    private Optional<Fired> fire(NextSchedule schedule) {
        try {
            DueSlots due = DueSlots.of(schedule, Slots.of(schedule.times()));
            Optional<Fired> fired = store.fire(schedule, due.fire(), due.following());
            fired.filter(it -> it.tasks() > 0).ifPresent(it -> announcer.workAvailable(List.of(it.kindId())));
            broken.remove(schedule.name());
            return fired;
        } catch (IllegalArgumentException | DateTimeException | DataIntegrityViolationException e) {
            // another instance's version may know better; the other schedules must not wait for this one
            if (broken.add(schedule.name())) {
                log.error("schedule {} cannot be fired; correct it, or remove it", schedule.name(), e);
            }
            return Optional.empty();
        }
    }

    private Duration round() {
        runOnce();
        return wait;
    }

    /** What is due still is another instance's, which may fail at it. */
    private Duration waitAfter(List<NextSchedule> next) {
        Duration longest = next.isEmpty() ? EVERY_IF_NONE : EVERY;
        for (NextSchedule schedule : next) {
            if (!broken.contains(schedule.name())) {
                Duration until = schedule.isDue()
                        ? UNTIL_RETRY
                        : Duration.between(schedule.checkedAt(), schedule.slot())
                                .plusMillis(1);
                return until.compareTo(longest) < 0 ? until : longest;
            }
        }
        return longest;
    }
}
