package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.DatabaseHealth;
import io.pgqueue.DatabaseHealth.HorizonHolder;
import io.pgqueue.DatabaseHealth.TableHealth;
import io.pgqueue.autoconfigure.dashboard.HealthChecks.Check;
import io.pgqueue.autoconfigure.dashboard.LiveState.HealthOf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the databases are doing, and what to do about it. Thread-safe. */
final class HealthPage {

    private final LiveState state;

    HealthPage(LiveState state) {
        this.state = state;
    }

    void addTo(ApiRoutes routes) {
        routes.get("health", request -> health());
    }

    List<Check> checks() {
        return state.health().stream()
                .flatMap(of ->
                        HealthChecks.of(
                                of.member().shard(),
                                of.health(),
                                of.error(),
                                of.member().engine().state())
                                .stream())
                .toList();
    }

    private Health health() {
        List<Holder> horizon = new ArrayList<>();
        List<Table> tables = new ArrayList<>();
        double usage = 0;
        Connections connections = new Connections(0, 0);
        for (HealthOf of : state.health()) {
            DatabaseHealth health = of.health();
            if (health != null) {
                String shard = of.member().shard();
                health.horizon().forEach(holder -> horizon.add(Holder.of(holder, shard)));
                health.tables().forEach(table -> tables.add(Table.of(table, shard)));
                usage = Math.max(usage, health.notifyQueueUsage());
                connections = connections.fuller(new Connections(health.connectionsUsed(), health.connectionsMax()));
            }
        }
        return new Health(checks(), horizon, tables, usage, connections);
    }

    /** With shards, {@code notifyQueueUsage} and {@code connections} are those of the fullest. */
    record Health(
            List<Check> checks,
            List<Holder> horizon,
            List<Table> tables,
            double notifyQueueUsage,
            Connections connections) {}

    record Connections(int used, int max) {
        Connections fuller(Connections other) {
            return max == 0 || (long) other.used * max > (long) used * other.max ? other : this;
        }
    }

    /** @param query our tag of it; null if it is none of ours, and then never shown */
    record Holder(
            String type,
            @Nullable Integer pid,
            String application,
            @Nullable String user,
            @Nullable String state,
            @Nullable Duration ageMs,
            long transactions,
            @Nullable String query,
            @Nullable String shard) {
        static Holder of(HorizonHolder holder, @Nullable String shard) {
            return new Holder(
                    holder.type().name().toLowerCase(Locale.ROOT),
                    holder.pid(),
                    holder.name(),
                    holder.user(),
                    holder.state(),
                    holder.age(),
                    holder.transactions(),
                    holder.tag(),
                    shard);
        }
    }

    record Table(
            String name,
            long liveTuples,
            long deadTuples,
            long bytes,
            @Nullable Instant lastAutovacuum,
            @Nullable Instant lastAutoanalyze,
            @Nullable String shard) {
        static Table of(TableHealth table, @Nullable String shard) {
            return new Table(
                    table.name(),
                    table.liveTuples(),
                    table.deadTuples(),
                    table.bytes(),
                    table.lastAutovacuum(),
                    table.lastAutoanalyze(),
                    shard);
        }
    }
}
