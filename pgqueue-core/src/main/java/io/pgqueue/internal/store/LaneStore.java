package io.pgqueue.internal.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the order of tasks with ordering keys going: makes ready what comes next. */
public final class LaneStore {

    private final Database database;
    private final String mend;
    private final String mendOf;
    private final String hasLanes;
    private final String sweep;

    public LaneStore(Database database) {
        this.database = database;
        // All make lanes and then lock them in key order, and skip tasks that somebody has locked.
        this.mend = database.sql("/* pgqueue:mend-lanes */ select {schema}.mend_lanes(?, ?)");
        this.mendOf = database.sql("/* pgqueue:mend-lanes */ select {schema}.mend_lanes_of(?)");
        this.hasLanes = database.sql("/* pgqueue:has-lanes */ select {schema}.has_lanes()");
        this.sweep = database.sql("""
                /* pgqueue:sweep-lanes */ select kind, ordering_key, ready_kinds from {schema}.sweep_lanes(?, ?, ?)""");
    }

    /**
     * Looks at ordering keys after a commit that may have ended who held them; returns the kinds of which something may
     * run now.
     */
    public Set<Integer> mend(Collection<Lane> lanes) {
        int size = lanes.size();
        int[] kinds = new int[size];
        String[] keys = new String[size];
        int i = 0;
        for (Lane lane : lanes) {
            kinds[i] = lane.kindId();
            keys[i] = lane.orderingKey();
            i++;
        }
        return Set.copyOf(database.engineQuery(
                mend,
                statement -> {
                    Rows.bindArray(statement, 1, "int4", kinds);
                    Rows.bindArray(statement, 2, "text", keys);
                },
                Rows.list(row -> row.getInt(1))));
    }

    /** The same for the lanes of these tasks, if they are in any. */
    public Set<Integer> mendOf(Collection<Long> taskIds) {
        long[] ids = taskIds.stream().mapToLong(Long::longValue).toArray();
        return Set.copyOf(database.engineQuery(
                mendOf, statement -> Rows.bindArray(statement, 1, "int8", ids), Rows.list(row -> row.getInt(1))));
    }

    /** Whether there is anything to sweep; one statement, which locks nothing. */
    public boolean hasLanes() {
        return database.engineRead(hasLanes, statement -> {}, Rows.single(row -> row.getBoolean(1)));
    }

    /** Mends up to so many lanes that come after one, in their order. */
    public Swept sweep(@Nullable Lane after, int limit) {
        return database.engineQuery(
                sweep,
                statement -> {
                    statement.setInt(1, after == null ? 0 : after.kindId());
                    statement.setString(2, after == null ? "" : after.orderingKey());
                    statement.setInt(3, limit);
                },
                Rows.single(row -> {
                    String key = row.getString(2);
                    return new Swept(key == null ? null : new Lane(row.getInt(1), key), Arrays.asList((Integer[])
                            row.getArray(3).getArray()));
                }));
    }

    /** Tasks of a kind with one ordering key. */
    public record Lane(int kindId, String orderingKey) {}

    /**
     * What a sweep found.
     *
     * @param last where the next one goes on; null at the end
     * @param kinds of which something became ready
     */
    public record Swept(@Nullable Lane last, List<Integer> kinds) {}
}
