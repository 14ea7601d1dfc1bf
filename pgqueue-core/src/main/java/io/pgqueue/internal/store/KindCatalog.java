package io.pgqueue.internal.store;

import io.pgqueue.UnknownKindException;
import io.pgqueue.internal.store.KindStore.Declaration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ids of kinds, remembered: a kind that exists never goes away. Thread-safe. */
public final class KindCatalog {

    private final KindStore store;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private volatile Set<Integer> partitioned = Set.of(); // replaced whenever kinds are read

    public KindCatalog(KindStore store) {
        this.store = store;
    }

    /** Makes kinds known to the database and to this catalog. */
    public void register(List<Declaration> kinds) {
        remember(store.register(kinds));
    }

    /** An existing kind whose name differs from this one by dashes alone; null if there is none. */
    public @Nullable String lookAlike(String name) {
        String bare = name.replace("-", "");
        return store.findAll().keySet().stream()
                .filter(other -> !other.equals(name) && other.replace("-", "").equals(bare))
                .findAny()
                .orElse(null);
    }

    /**
     * The id of a kind; asks the database where it has not been asked for before.
     *
     * @throws UnknownKindException if there is none
     */
    public int idOf(String name) {
        Integer id = ids.get(name);
        if (id == null) {
            remember(store.findAll());
            id = ids.get(name);
        }
        if (id == null) {
            throw new UnknownKindException(name, new TreeSet<>(ids.keySet()));
        }
        return id;
    }

    /** The name of a kind that the database has given us. */
    public String nameOf(int id) {
        String name = names.get(id);
        if (name == null) {
            remember(store.findAll());
            name = names.get(id);
        }
        return name == null ? "kind " + id : name;
    }

    /**
     * Whether partitions of a kind have limits, as far as this instance has learned: that can have changed since, and a
     * claim then finds tasks without a partition key all the same.
     */
    public boolean hasPartitions(int id) {
        return partitioned.contains(id);
    }

    private void remember(Map<String, Integer> known) {
        partitioned = store.partitioned();
        ids.putAll(known);
        known.forEach((name, id) -> names.put(id, name));
    }
}
