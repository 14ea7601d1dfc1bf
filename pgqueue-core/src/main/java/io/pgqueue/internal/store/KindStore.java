package io.pgqueue.internal.store;

import io.pgqueue.KindLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds that exist. */
public final class KindStore {

    private final Database database;
    private final String register;
    private final String declareMaxDeaths;
    private final String findAll;
    private final String partitioned;
    private final LimitStore limits;
    private final OverrideStore overrides;

    public KindStore(Database database) {
        this.database = database;
        // Writes only what differs, so that instances that start together seldom wait for each other.
        this.register = database.sql("""
            /* pgqueue:register-kinds */ select name, id
            from {schema}.register_kinds(?, ?, ?::text[]::interval[], ?, ?, ?::text[]::interval[])\
            """);
        // Locks only what differs, too.
        this.declareMaxDeaths =
                database.sql("/* pgqueue:declare-max-deaths */ select {schema}.declare_max_deaths(?, ?)");
        this.findAll = database.sql("/* pgqueue:kinds */ select name, id from {schema}.known_kinds()");
        this.limits = new LimitStore(database);
        this.partitioned = database.sql("""
            /* pgqueue:partitioned-kinds */ select kind from {schema}.partitioned_kinds()\
            """);
        this.overrides = new OverrideStore(database);
    }

    /** Makes kinds known, and then what else is declared of them; returns their ids by name. */
    public Map<String, Integer> register(List<Declaration> kinds) {
        Map<String, Integer> ids = registerKinds(kinds);
        Map<Integer, KindLimits> declared = new LinkedHashMap<>();
        for (Declaration kind : kinds) {
            if (kind.limits() != null) {
                declared.put(ids.get(kind.name()), kind.limits());
            }
        }
        limits.declare(declared);
        declareMaxDeaths(kinds.stream().filter(kind -> kind.maxDeaths() != null).toList(), ids);
        return ids;
    }

    private void declareMaxDeaths(List<Declaration> kinds, Map<String, Integer> ids) {
        if (!kinds.isEmpty()) {
            database.engineQuery(
                    declareMaxDeaths,
                    statement -> {
                        Rows.bindArray(
                                statement,
                                1,
                                "int4",
                                kinds.stream().map(kind -> ids.get(kind.name())).toArray(Integer[]::new));
                        Rows.bindArray(
                                statement,
                                2,
                                "int4",
                                kinds.stream().map(Declaration::maxDeaths).toArray(Integer[]::new));
                    },
                    Rows.list(row -> true));
        }
    }

    private Map<String, Integer> registerKinds(List<Declaration> kinds) {
        Integer[] attempts = kinds.stream().map(Declaration::maxAttempts).toArray(Integer[]::new);
        Boolean[] logged = kinds.stream().map(Declaration::logged).toArray(Boolean[]::new);
        return database
                .engineQuery(
                        register,
                        statement -> {
                            Rows.bindArray(
                                    statement,
                                    1,
                                    "text",
                                    kinds.stream().map(Declaration::name).toArray(String[]::new));
                            Rows.bindArray(statement, 2, "int4", attempts);
                            Rows.bindArray(statement, 3, "text", texts(kinds, Declaration::terminalTtl));
                            Rows.bindArray(
                                    statement,
                                    4,
                                    "bool",
                                    kinds.stream()
                                            .map(Declaration::skipExhausted)
                                            .toArray(Boolean[]::new));
                            Rows.bindArray(statement, 5, "bool", logged);
                            Rows.bindArray(statement, 6, "text", texts(kinds, Declaration::logTtl));
                        },
                        Rows.list(row -> Map.entry(row.getString(1), row.getInt(2))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static @Nullable String[] texts(
            List<Declaration> kinds, Function<Declaration, @Nullable Duration> durationOf) {
        return kinds.stream()
                .map(durationOf)
                .map(duration -> duration == null ? null : duration.toString())
                .toArray(String[]::new);
    }

    /** Ids of all kinds by name. */
    public Map<String, Integer> findAll() {
        return database
                .query(findAll, statement -> {}, Rows.list(row -> Map.entry(row.getString(1), row.getInt(2))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Kinds whose partitions have limits. */
    public Set<Integer> partitioned() {
        return new HashSet<>(database.query(partitioned, statement -> {}, Rows.list(row -> row.getInt(1))));
    }

    public LimitStore limits() {
        return limits;
    }

    public OverrideStore overrides() {
        return overrides;
    }

    /** A kind; null where this instance has no opinion. A transition log's TTL of 0 is for none. */
    public record Declaration(
            String name,
            @Nullable Integer maxAttempts,
            @Nullable Duration terminalTtl,
            @Nullable Duration transitionLogTtl,
            @Nullable Boolean skipExhausted,
            @Nullable Integer maxDeaths,
            @Nullable KindLimits limits) {

        private @Nullable Boolean logged() {
            return transitionLogTtl == null ? null : !transitionLogTtl.isZero();
        }

        private @Nullable Duration logTtl() {
            return transitionLogTtl == null || transitionLogTtl.isZero() ? null : transitionLogTtl;
        }
    }
}
