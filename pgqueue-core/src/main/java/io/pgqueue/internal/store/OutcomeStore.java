package io.pgqueue.internal.store;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.Database.Transaction;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.Release;
import io.pgqueue.internal.store.Outcome.RunAgain;
import io.pgqueue.internal.store.Outcome.Success;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Records outcomes, many in one transaction. */
public final class OutcomeStore {

    // by the database's codes
    private static final TaskStatus[] STATUSES = TaskStatus.values();

    private final Database database;
    private final MessageStore messages;
    private final FollowUpStore followUps;
    private final String workerName;
    private final String complete;
    private final String fail;
    private final String release;

    public OutcomeStore(Database database, String workerName) {
        this.database = database;
        this.messages = new MessageStore(database);
        this.followUps = new FollowUpStore(database);
        this.workerName = workerName;
        // Each locks only tasks that this worker holds.
        this.complete = database.sql("/* pgqueue:complete */ select {schema}.complete(?, ?, ?, ?, ?, ?)");
        this.fail = database.sql("""
                /* pgqueue:fail */ select task_id, new_status
                from {schema}.fail(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        this.release = database.sql("/* pgqueue:release */ select {schema}.release(?, ?, ?, ?)");
    }

    static TaskStatus status(int code) {
        return STATUSES[code];
    }

    /**
     * Records outcomes of one worker in one transaction, or in the caller's if there is one.
     *
     * @return the new status by claim; one that is missing no longer held its task, which was not touched by it. Of two
     *     claims of one task, as where it was taken from this worker and claimed again, at most one holds it
     */
    public Map<Claim, TaskStatus> record(List<? extends Outcome> outcomes) {
        return record(outcomes, List.of());
    }

    /**
     * The same, and keeps what the attempts said.
     *
     * @param said of those of them that said anything
     */
    public Map<Claim, TaskStatus> record(List<? extends Outcome> outcomes, List<Said> said) {
        return database.engineTransaction(transaction -> {
            Map<Claim, TaskStatus> recorded = new HashMap<>(outcomes.size() * 2);
            if (!said.isEmpty()) {
                // before the claims end, by which it is known who may
                messages.keep(transaction, said);
            }
            for (Map<Long, Outcome> once : eachTaskOnce(outcomes)) {
                record(transaction, once, recorded);
            }
            followUps.add(
                    transaction,
                    outcomes.stream()
                            .filter(outcome -> recorded.containsKey(outcome.claim()))
                            .toList());
            return recorded;
        });
    }

    private void record(Transaction transaction, Map<Long, Outcome> outcomes, Map<Claim, TaskStatus> recorded)
            throws SQLException {
        List<Success> successes = only(Success.class, outcomes.values());
        List<Failure> failures = notSucceeded(outcomes.values());
        List<Release> releases = only(Release.class, outcomes.values());
        Answers answers = (task, status) ->
                recorded.put(Objects.requireNonNull(outcomes.get(task)).claim(), status);
        if (!successes.isEmpty()) {
            complete(transaction, successes, answers);
        }
        if (!failures.isEmpty()) {
            fail(transaction, failures, answers);
        }
        if (!releases.isEmpty()) {
            release(transaction, releases, answers);
        }
    }

    /**
     * By task, in as many parts as it takes: the database answers with ids alone, which do not say for whose claim. A task
     * that is here by two claims was taken from this worker, which did not learn of it, and claimed again.
     */
    private static List<Map<Long, Outcome>> eachTaskOnce(List<? extends Outcome> outcomes) {
        List<Map<Long, Outcome>> parts = new ArrayList<>(1);
        for (Outcome outcome : outcomes) {
            long task = outcome.claim().taskId();
            int part = 0;
            while (part < parts.size() && parts.get(part).containsKey(task)) {
                part++;
            }
            if (part == parts.size()) {
                parts.add(new LinkedHashMap<>(outcomes.size() * 2));
            }
            parts.get(part).put(task, outcome);
        }
        return parts;
    }

    private void complete(Transaction transaction, List<Success> successes, Answers answers) throws SQLException {
        int size = successes.size();
        String[] results = new String[size];
        Boolean[] keep = new Boolean[size];
        for (int i = 0; i < size; i++) {
            results[i] = successes.get(i).result();
            keep[i] = successes.get(i).keep();
        }
        transaction.query(
                complete,
                statement -> {
                    bindClaims(statement, 1, 2, successes);
                    Rows.bindArray(statement, 5, "text", results);
                    Rows.bindArray(statement, 6, "bool", keep);
                },
                rows -> {
                    while (rows.next()) {
                        answers.add(rows.getLong(1), TaskStatus.SUCCEEDED);
                    }
                    return answers;
                });
    }

    private void fail(Transaction transaction, List<Failure> failures, Answers answers) throws SQLException {
        int size = failures.size();
        Long[] delays = new Long[size];
        Boolean[] counted = new Boolean[size];
        String[] reasons = new String[size];
        int[] maxErrors = new int[size];
        String[] types = new String[size];
        String[] messages = new String[size];
        String[] traces = new String[size];
        for (int i = 0; i < size; i++) {
            Failure failure = failures.get(i);
            delays[i] = failure.delayMillis();
            counted[i] = failure.counted();
            reasons[i] = failure.cancelReason();
            maxErrors[i] = failure.maxErrors();
            Outcome.KeptError error = failure.error();
            types[i] = error == null ? null : error.type();
            messages[i] = error == null ? null : error.message();
            traces[i] = error == null ? null : error.stackTrace();
        }
        transaction.query(
                fail,
                statement -> {
                    statement.setString(2, workerName);
                    bindClaims(statement, 1, 3, failures);
                    Rows.bindArray(statement, 6, "int8", delays);
                    Rows.bindArray(statement, 7, "bool", counted);
                    Rows.bindArray(statement, 8, "text", reasons);
                    Rows.bindArray(statement, 9, "int4", maxErrors);
                    Rows.bindArray(statement, 10, "text", types);
                    Rows.bindArray(statement, 11, "text", messages);
                    Rows.bindArray(statement, 12, "text", traces);
                },
                rows -> {
                    while (rows.next()) {
                        answers.add(rows.getLong(1), status(rows.getInt(2)));
                    }
                    return answers;
                });
    }

    private void release(Transaction transaction, List<Release> releases, Answers answers) throws SQLException {
        transaction.query(release, statement -> bindClaims(statement, 1, 2, releases), rows -> {
            while (rows.next()) {
                answers.add(rows.getLong(1), TaskStatus.NEW);
            }
            return answers;
        });
    }

    /** The worker at one place, and ids, attempts and tokens from another on. */
    private static void bindClaims(
            PreparedStatement statement, int workerAt, int from, List<? extends Outcome> outcomes) throws SQLException {
        int size = outcomes.size();
        long[] ids = new long[size];
        int[] attempts = new int[size];
        long[] tokens = new long[size];
        for (int i = 0; i < size; i++) {
            Claim claim = outcomes.get(i).claim();
            ids[i] = claim.taskId();
            attempts[i] = claim.attempt();
            tokens[i] = claim.token();
        }
        statement.setInt(workerAt, outcomes.get(0).claim().worker());
        Rows.bindArray(statement, from, "int8", ids);
        Rows.bindArray(statement, from + 1, "int4", attempts);
        Rows.bindArray(statement, from + 2, "int8", tokens);
    }

    /** To the database a further run is a failure that does not count. */
    private static List<Failure> notSucceeded(Collection<? extends Outcome> outcomes) {
        List<Failure> failures = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Failure failure) {
                failures.add(failure);
            } else if (outcome instanceof RunAgain again) {
                failures.add(new Failure(again.claim(), again.delayMillis(), false, null, 0, null));
            }
        }
        return failures;
    }

    private static <T extends Outcome> List<T> only(Class<T> type, Collection<? extends Outcome> outcomes) {
        return outcomes.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Takes what the database answers. */
    @FunctionalInterface
    private interface Answers {
        void add(long task, TaskStatus status);
    }
}
