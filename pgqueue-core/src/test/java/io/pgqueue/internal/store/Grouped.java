package io.pgqueue.internal.store;

import io.pgqueue.internal.store.QueueSession.Enqueued;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls about groups of tasks of one kind, with a task of the kinds 'done' and 'failed' at their ends; by one session. */
record Grouped(QueueSession session, int kind, int worker) {

    private static final String COUNTS = """
            select format('%s open, %s done, %s cancelled, %s failed', open, succeeded, cancelled, failed)
                   || case when finished_at is not null then '; at rest' else '' end
            from pgqueue.task_group where id = ?""";
    private static final String ENQUEUE = """
            select task_id, outcome from pgqueue.enqueue_group('a name', array[?, ?], null, '{1,2}', array['{"a": "b"}', null],
                '{3,3}', null, null, null, null, null, '{false,true}',
                array_fill(?::int, array[?]), ?, null, null, array_fill(5::smallint, array[?]), null, null,
                array_fill(?::smallint, array[?]), null, null)""";

    /** Registers the kinds, and a worker. */
    static Grouped on(QueueSession session) throws SQLException {
        session.kind("done");
        session.kind("failed");
        return new Grouped(session, session.kind("member"), session.worker("host-1"));
    }

    /** The same calls by another session. */
    Grouped by(QueueSession other) {
        return new Grouped(other, kind, worker);
    }

    /** Adds a group of so many tasks without keys. */
    Added add(int tasks) throws SQLException {
        return add(TestRow.KEEP, new String[tasks]);
    }

    /** Adds a group of a task for each key. */
    Added add(int mode, @Nullable String... keys) throws SQLException {
        Array given = keys.length > 0 && keys[0] != null ? session.connection().createArrayOf("text", keys) : null;
        List<Enqueued> rows = new ArrayList<>(session.query(
                ENQUEUE,
                row -> new Enqueued(row.getLong(1), row.getInt(2)),
                session.kind("done"),
                session.kind("failed"),
                kind,
                keys.length,
                given,
                keys.length,
                mode,
                keys.length));
        return new Added(rows.remove(0).id(), rows);
    }

    List<Claimed> claim(int tasks) throws SQLException {
        return session.claim(worker, kind, tasks);
    }

    void complete(int tasks) throws SQLException {
        session.complete(worker, claim(tasks), null, true);
    }

    /** Runs so many tasks, which fail for good. */
    List<Claimed> failForGood(int tasks) throws SQLException {
        List<Claimed> claimed = claim(tasks);
        session.fail(worker, claimed, null);
        return claimed;
    }

    String counts(Added group) throws SQLException {
        return session.text(COUNTS, group.id());
    }

    /** How many tasks of a kind exist, live or closed. */
    long tasks(String name) throws SQLException {
        return session.number("select count(*) from pgqueue.tasks where kind = ?", name);
    }

    /** Whether what transactions do to groups is counted without a rest. */
    boolean isSettled() throws SQLException {
        return session.number("select count(*) from pgqueue.group_change") == 0;
    }

    /** A group, and what became of each of its tasks. */
    record Added(long id, List<Enqueued> tasks) {
        long task(int index) {
            return tasks.get(index).id();
        }
    }
}
