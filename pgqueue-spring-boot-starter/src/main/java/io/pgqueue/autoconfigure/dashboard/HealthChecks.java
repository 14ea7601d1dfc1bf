package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pgqueue.DatabaseHealth;
import io.pgqueue.DatabaseHealth.HorizonHolder;
import io.pgqueue.DatabaseHealth.TableHealth;
import io.pgqueue.engine.EngineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges how a database is doing, and says what to do about it. */
final class HealthChecks {

    private static final Duration OLD = Duration.ofMinutes(5);
    private static final Duration VERY_OLD = Duration.ofHours(1);
    private static final long MANY_TRANSACTIONS = 1_000_000;
    private static final long MANY_DEAD = 100_000;
    private static final long WRAPAROUND_NEARS = 500_000_000;
    private static final long WRAPAROUND_IS_NEAR = 1_500_000_000;

    private HealthChecks() {}

    /**
     * @param shard null if there are no shards
     * @param health null if there is an error
     * @param error why there is no health
     * @param engine of this instance
     */
    static List<Check> of(
            @Nullable String shard, @Nullable DatabaseHealth health, @Nullable String error, EngineState engine) {
        List<Check> checks = new ArrayList<>();
        if (health == null) {
            checks.add(new Check(
                    "database",
                    Status.ERROR,
                    "Database",
                    "It did not answer: " + error,
                    "See whether it runs, and whether the application may connect. The queue goes on by itself once it is"
                            + " back.",
                    shard));
        } else {
            checks.add(horizon(health, shard));
            checks.add(deadTuples(health, shard));
            checks.add(notifications(health, shard));
            checks.add(connections(health, shard));
            checks.add(transactionIds(health, shard));
        }
        checks.add(processing(engine, shard));
        return checks;
    }

    private static Check horizon(DatabaseHealth health, @Nullable String shard) {
        HorizonHolder worst = null;
        Status status = Status.OK;
        for (HorizonHolder holder : health.horizon()) {
            Status of = judge(holder);
            if (of.compareTo(status) > 0) {
                status = of;
                worst = holder;
            }
        }
        return worst == null
                ? new Check("horizon", Status.OK, "Vacuum horizon", "Nothing holds it back for long.", "", shard)
                : new Check("horizon", status, "Vacuum horizon", describe(worst), advice(worst), shard);
    }

    private static Status judge(HorizonHolder holder) {
        Duration age = holder.age();
        if (age == null) {
            return holder.transactions() > MANY_TRANSACTIONS ? Status.WARNING : Status.OK;
        }
        return age.compareTo(VERY_OLD) > 0 ? Status.ERROR : age.compareTo(OLD) > 0 ? Status.WARNING : Status.OK;
    }

    private static String describe(HorizonHolder holder) {
        String since = holder.age() == null ? "" : " for " + words(holder.age());
        return switch (holder.type()) {
            case SESSION ->
                "Session " + holder.pid() + " of '" + holder.name() + "' (" + holder.state() + ") has held it back"
                        + since + ".";
            case PREPARED -> "Prepared transaction '" + holder.name() + "' has held it back" + since + ".";
            case STANDBY ->
                "Standby '" + holder.name() + "' holds it back by " + holder.transactions() + " transactions.";
            case SLOT ->
                "Replication slot '" + holder.name() + "' (" + holder.state() + ") holds it back by "
                        + holder.transactions() + " transactions.";
        };
    }

    private static String advice(HorizonHolder holder) {
        return switch (holder.type()) {
            case SESSION ->
                "Until it ends its transaction, no dead row of this database is removed, and claims get slower."
                        + " End it in its application, or by select pg_terminate_backend(" + holder.pid()
                        + "); run long reports"
                        + " on a replica without hot_standby_feedback, and set idle_in_transaction_session_timeout.";
            case PREPARED ->
                "End it by commit prepared or rollback prepared '" + holder.name()
                        + "'; its transaction manager has forgotten it.";
            case STANDBY ->
                "A query there still needs the old rows, and hot_standby_feedback says so. End it on the standby, or set"
                        + " hot_standby_feedback to off there: such queries are then cancelled where they are in the way of"
                        + " replication. To end its connection to this server does not help: it comes back.";
            case SLOT ->
                "See why its subscriber does not come along; if there is none any more, drop it by select"
                        + " pg_drop_replication_slot('" + holder.name() + "').";
        };
    }

    private static Check deadTuples(DatabaseHealth health, @Nullable String shard) {
        TableHealth worst = null;
        for (TableHealth table : health.tables()) {
            boolean many = table.deadTuples() > MANY_DEAD && table.deadTuples() > table.liveTuples();
            if (many && (worst == null || table.deadTuples() > worst.deadTuples())) {
                worst = table;
            }
        }
        if (worst == null) {
            return new Check("dead-tuples", Status.OK, "Dead rows", "Vacuum keeps up.", "", shard);
        }
        return new Check(
                "dead-tuples",
                Status.WARNING,
                "Dead rows",
                "Table " + worst.name() + " has " + worst.deadTuples() + " dead rows beside " + worst.liveTuples()
                        + " live ones.",
                "See first whether something holds back the horizon. If not, see that autovacuum is on, and give it more:"
                        + " raise autovacuum_vacuum_cost_limit or autovacuum_max_workers.",
                shard);
    }

    private static Check notifications(DatabaseHealth health, @Nullable String shard) {
        double usage = health.notifyQueueUsage();
        return new Check(
                "notify-queue",
                usage > 0.5 ? Status.ERROR : usage > 0.1 ? Status.WARNING : Status.OK,
                "Notifications",
                percent(usage) + " of the queue of notifications is in use.",
                usage > 0.1
                        ? "A session that listens has been in one transaction for long; the log of the server names it."
                                + " Where the queue is full, whoever notifies fails."
                        : "",
                shard);
    }

    private static Check connections(DatabaseHealth health, @Nullable String shard) {
        double usage = (double) health.connectionsUsed() / health.connectionsMax();
        return new Check(
                "connections",
                usage > 0.95 ? Status.ERROR : usage > 0.8 ? Status.WARNING : Status.OK,
                "Connections",
                health.connectionsUsed() + " of " + health.connectionsMax() + " are in use on the server.",
                usage > 0.8 ? "Make pools smaller, put a pooler in front, or raise max_connections." : "",
                shard);
    }

    private static Check transactionIds(DatabaseHealth health, @Nullable String shard) {
        long age = health.oldestTransaction();
        return new Check(
                "transaction-ids",
                age > WRAPAROUND_IS_NEAR ? Status.ERROR : age > WRAPAROUND_NEARS ? Status.WARNING : Status.OK,
                "Transaction ids",
                "The oldest of this database is " + age
                        + " transactions old; at about 2.1 billion the server refuses writes.",
                age > WRAPAROUND_NEARS
                        ? "See what holds back the horizon, then let a superuser run vacuum (freeze) on the oldest tables."
                        : "",
                shard);
    }

    private static Check processing(EngineState state, @Nullable String shard) {
        String error = state.lastError();
        if (!state.running()) {
            return new Check("processing", Status.OK, "This instance", "It runs no tasks, as it was told.", "", shard);
        }
        if (error != null) {
            return new Check(
                    "processing",
                    Status.ERROR,
                    "This instance",
                    "Its last claim or beat failed: " + error,
                    "It tries again by itself. If it says that a function or table is missing, the schema is not of its"
                            + " version.",
                    shard);
        }
        return new Check(
                "processing",
                state.listening() ? Status.OK : Status.WARNING,
                "This instance",
                state.listening()
                        ? "It runs tasks, and is woken by notifications."
                        : "It runs tasks, and finds them by polling alone.",
                state.listening()
                        ? ""
                        : "Its control session is not connected, or pgqueue.processing.listen is false. Tasks begin up to a"
                                + " poll interval late.",
                shard);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String words(Duration age) {
        if (age.toHours() >= 2) {
            return age.toHours() + " hours";
        }
        return age.toMinutes() >= 2 ? age.toMinutes() + " minutes" : age.toSeconds() + " seconds";
    }

    /** In rising order; written as the page reads them. */
    enum Status {
        OK,
        WARNING,
        ERROR;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param shard null if there are no shards */
    record Check(
            String code,
            Status status,
            String title,
            String detail,
            String advice,
            @Nullable String shard) {}
}
