package io.pgqueue.internal.store;

import io.pgqueue.testsupport.Explorer.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of claim.sql, beat.sql, rescue.sql, complete.sql and register_worker.sql for one task: two instances that
 * may stall, miss beats and be declared dead while they go on, be killed, and register anew; a claim whose transaction takes
 * its time; and a server that loses what was not flushed when it crashes, which claims do not wait for.
 *
 * @param task the row of the task
 * @param flushed the row as a crash would leave it
 * @param rows the rows of the table worker, by id from 1
 * @param instances the processes
 * @param claims how many claims there were, of which the last one is the task's, and which tell them apart
 * @param crashes how often the server may still crash
 * @param stolen whether an outcome was recorded of another claim than the task's
 */
record ClaimModel(
        Task task, Task flushed, List<Row> rows, List<Instance> instances, int claims, int crashes, boolean stolen) {

    private static final int MOST_CLAIMS = 3;
    private static final int MOST_ROWS = 3;

    /** What can be taken out of the protocol. */
    enum Bug {
        /** complete.sql without {@code t.token = u.token}. */
        NO_TOKEN,
        /** complete.sql that finds the task by its id alone. */
        NO_FENCE,
        /** rescue.sql without {@code v_settled}: it declares dead whose claim is in flight. */
        NO_WAIT_FOR_CLAIMS,
        /** claim.sql that does not look whether its worker was declared dead. */
        NO_LOOK_AT_WORKER
    }

    enum Status {
        WAITING,
        RUNNING,
        DONE
    }

    /** @param failed attempts that are on record as failed, by which the attempt's number is checked */
    record Task(Status status, int attempt, int worker, int claim, int failed) {}

    /** @param silent whether its last beat is long ago */
    record Row(boolean ended, boolean begun, boolean silent) {}

    /**
     * A process.
     *
     * @param row its id in the table worker
     * @param inFlight the claim of its transaction that has not committed; 0 for none
     * @param held what it believes to hold
     */
    record Instance(boolean alive, int row, int inFlight, List<Held> held) {}

    record Held(int claim, int attempt, int row, boolean begun) {}

    /** @param crashes how often the server may crash */
    static ClaimModel start(int crashes) {
        Task waiting = new Task(Status.WAITING, 0, 0, 0, 0);
        Row row = new Row(false, false, false);
        return new ClaimModel(
                waiting,
                waiting,
                List.of(row, row),
                List.of(new Instance(true, 1, 0, List.of()), new Instance(true, 2, 0, List.of())),
                0,
                crashes,
                false);
    }

    @Nullable
    String broken() {
        if (stolen) {
            return "an outcome was recorded of a claim that was no longer the task's";
        }
        if (task.status == Status.RUNNING && rows.get(task.worker - 1).ended) {
            return "the task is running for ever: nobody looks after a worker that was declared dead before";
        }
        if (task.status != Status.DONE && task.attempt != task.failed + (task.status == Status.RUNNING ? 1 : 0)) {
            return "the attempts are not those that failed, and the one that runs";
        }
        return null;
    }

    List<Step<ClaimModel>> steps(Set<Bug> bugs) {
        List<Step<ClaimModel>> steps = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            stepsOf(i, bugs, steps);
        }
        for (int id = 1; id <= rows.size(); id++) {
            Row row = rows.get(id - 1);
            if (!row.ended && !row.silent) {
                steps.add(step("time passes for worker " + id, with(id, new Row(false, row.begun, true))));
            }
            if (!row.ended && row.silent) {
                steps.add(step("rescue of worker " + id, rescued(id, bugs)));
            }
        }
        if (crashes > 0 && !task.equals(flushed)) {
            steps.add(step("the server crashes", crashed()));
        }
        return steps;
    }

    private void stepsOf(int i, Set<Bug> bugs, List<Step<ClaimModel>> steps) {
        Instance instance = instances.get(i);
        String name = "instance " + (i + 1);
        if (instance.inFlight > 0) { // its backend goes on even if the process is dead
            steps.add(step(name + " commits its claim", committed(i)));
            return;
        }
        if (!instance.alive) {
            return;
        }
        Row row = rows.get(instance.row - 1);
        boolean mayClaim = !row.ended || bugs.contains(Bug.NO_LOOK_AT_WORKER);
        boolean locked = instances.stream().anyMatch(other -> other.inFlight > 0);
        if (task.status == Status.WAITING && claims < MOST_CLAIMS && mayClaim && !locked) {
            Instance claiming = new Instance(true, instance.row, claims + 1, instance.held);
            steps.add(step(name + " claims", with(i, claiming).withClaims(claims + 1)));
        }
        steps.add(step(name + " is killed", with(i, new Instance(false, instance.row, 0, List.of()))));
        for (Held held : instance.held) {
            List<Held> others = new ArrayList<>(instance.held);
            others.remove(held);
            if (held.begun) {
                Instance idle = new Instance(true, instance.row, 0, others);
                steps.add(step(name + " completes", with(i, idle).completed(held, bugs)));
            } else {
                others.add(new Held(held.claim, held.attempt, held.row, true));
                steps.add(step(name + " begins", with(i, new Instance(true, instance.row, 0, others))));
            }
        }
        if (!row.ended) {
            boolean begun = instance.held.stream().anyMatch(Held::begun);
            steps.add(step(name + " beats", with(instance.row, new Row(false, begun, false))));
        } else if (rows.size() < MOST_ROWS) {
            List<Row> more = new ArrayList<>(rows);
            more.add(new Row(false, false, false));
            Instance anew = new Instance(true, more.size(), 0, instance.held);
            steps.add(step(
                    name + " registers anew, and its handlers go on",
                    with(i, anew).withRows(more)));
        }
    }

    /** With synchronous_commit off: not flushed. */
    private ClaimModel committed(int i) {
        Instance instance = instances.get(i);
        int claim = instance.inFlight;
        Task running = new Task(Status.RUNNING, task.attempt + 1, instance.row, claim, task.failed);
        List<Held> held = new ArrayList<>(instance.held);
        if (instance.alive) {
            held.add(new Held(claim, running.attempt, instance.row, false));
        }
        return with(i, new Instance(instance.alive, instance.row, 0, held)).withTask(running, flushed);
    }

    private ClaimModel completed(Held held, Set<Bug> bugs) {
        boolean fenced = task.attempt == held.attempt
                && task.worker == held.row
                && (task.claim == held.claim || bugs.contains(Bug.NO_TOKEN));
        if (task.status != Status.RUNNING || !(fenced || bugs.contains(Bug.NO_FENCE))) {
            return this;
        }
        Task done = new Task(Status.DONE, task.attempt, task.worker, task.claim, task.failed);
        ClaimModel next = withTask(done, done);
        return new ClaimModel(
                done, done, next.rows, next.instances, claims, crashes, stolen || task.claim != held.claim);
    }

    /** What had begun at the last beat has failed, the rest goes back uncounted. */
    private ClaimModel rescued(int id, Set<Bug> bugs) {
        boolean settled = bugs.contains(Bug.NO_WAIT_FOR_CLAIMS)
                || instances.stream().noneMatch(instance -> instance.row == id && instance.inFlight > 0);
        Row row = rows.get(id - 1);
        ClaimModel next = settled ? with(id, new Row(true, false, true)) : this;
        if (task.status != Status.RUNNING || task.worker != id) {
            return next.withTask(task, task);
        }
        Task free = row.begun
                ? new Task(Status.WAITING, task.attempt, 0, 0, task.failed + 1)
                : new Task(Status.WAITING, task.attempt - 1, 0, 0, task.failed);
        return next.withTask(free, free);
    }

    /** Transactions that have not committed are gone, and what was not flushed. */
    private ClaimModel crashed() {
        List<Instance> rolledBack = instances.stream()
                .map(instance -> new Instance(instance.alive, instance.row, 0, instance.held))
                .toList();
        return new ClaimModel(flushed, flushed, rows, rolledBack, claims, crashes - 1, stolen);
    }

    private ClaimModel with(int i, Instance instance) {
        List<Instance> changed = new ArrayList<>(instances);
        changed.set(i, instance);
        return new ClaimModel(task, flushed, rows, List.copyOf(changed), claims, crashes, stolen);
    }

    private ClaimModel with(int id, Row row) {
        List<Row> changed = new ArrayList<>(rows);
        changed.set(id - 1, row);
        return withRows(changed);
    }

    private ClaimModel withRows(List<Row> changed) {
        return new ClaimModel(task, flushed, List.copyOf(changed), instances, claims, crashes, stolen);
    }

    private ClaimModel withTask(Task now, Task afterACrash) {
        return new ClaimModel(now, afterACrash, rows, instances, claims, crashes, stolen);
    }

    private ClaimModel withClaims(int count) {
        return new ClaimModel(task, flushed, rows, instances, count, crashes, stolen);
    }

    private static Step<ClaimModel> step(String what, ClaimModel next) {
        return new Step<>(what, next);
    }
}
