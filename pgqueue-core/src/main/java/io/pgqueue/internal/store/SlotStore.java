package io.pgqueue.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the slots of schedules that are due, and fires them. */
public final class SlotStore {

    private final Database database;
    private final String next;
    private final String fire;

    public SlotStore(Database database) {
        this.database = database;
        this.next = database.sql("/* pgqueue:next-schedules */ select * from {schema}.next_schedules(?)");
        // Locks the schedule, unless another instance has: that one is firing it.
        this.fire = database.sql("""
                /* pgqueue:fire-schedule */ select kind_id, task_ids
                from {schema}.fire_schedule(?, ?, ?::timestamptz, ?::timestamptz[], ?::timestamptz)""");
    }

    /** Up to {@code limit} schedules whose slots come next, those that are due first. */
    public List<NextSchedule> next(int limit) {
        return database.engineRead(
                next,
                statement -> statement.setInt(1, limit),
                Rows.list(row -> new NextSchedule(
                        row.getString("name"),
                        row.getInt("revision"),
                        Rows.required(row, "next_slot"),
                        ScheduleStore.times(row),
                        row.getString("missed"),
                        row.getInt("missed_limit"),
                        Rows.required(row, "checked_at"))));
    }

    /**
     * Adds a task for each of the slots, and advances the schedule.
     *
     * @param slots due ones, none before the schedule's own
     * @param following the slot to advance to; null if there is none any more
     * @return empty if another instance was faster, the schedule has changed, or a slot is not due in the database
     */
    public Optional<Fired> fire(NextSchedule schedule, List<Instant> slots, @Nullable Instant following) {
        return database
                .engineQuery(
                        fire,
                        statement -> {
                            statement.setString(1, schedule.name());
                            statement.setInt(2, schedule.revision());
                            statement.setString(3, schedule.slot().toString());
                            Rows.bindArray(
                                    statement,
                                    4,
                                    "text",
                                    slots.stream().map(Instant::toString).toArray(String[]::new));
                            statement.setString(5, following == null ? null : following.toString());
                        },
                        Rows.list(row -> new Fired(row.getInt(1), Rows.longs(row.getArray(2)).length)))
                .stream()
                .findFirst();
    }

    /** Tasks that were added, of one kind. */
    public record Fired(int kindId, int tasks) {}
}
