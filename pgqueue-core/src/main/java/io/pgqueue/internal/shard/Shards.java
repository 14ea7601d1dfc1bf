package io.pgqueue.internal.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The shards of a queue, and whose a key or an id is. Thread-safe. */
public final class Shards {

    private static final int ID_BITS = 48;
    private static final long LEFT_OUT_NANOS = 5_000_000_000L;

    private final List<Shard> all;
    private final RendezvousHash<Shard> byKey;
    private final @Nullable RendezvousHash<Shard> byKeyBefore;
    private final Map<Long, Shard> byNumber = new HashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** By the monotonic clock, until when a shard that failed a caller is left out of turn. */
    private final Map<Shard, Long> leftOutUntil = new ConcurrentHashMap<>();

    /**
     * @param all at least one, with names and numbers of their own
     * @throws IllegalArgumentException if a name or a number is there twice, or all shards are added ones
     */
    public Shards(List<? extends Shard> all) {
        this.all = List.copyOf(all);
        Map<String, Shard> byName = new HashMap<>();
        for (Shard shard : all) {
            Shard other = byNumber.putIfAbsent((long) shard.number(), shard);
            if (other != null) {
                throw new IllegalArgumentException("shards '" + other.name() + "' and '" + shard.name()
                        + "' have the number " + shard.number() + "; ids are unique only if each has its own");
            }
            if (byName.putIfAbsent(shard.name(), shard) != null) {
                throw new IllegalArgumentException("there are two shards of the name '" + shard.name() + "'");
            }
        }
        this.byKey = new RendezvousHash<>(this.all, Shard::name);
        List<Shard> before = this.all.stream().filter(shard -> !shard.isAdded()).toList();
        if (before.isEmpty()) {
            throw new IllegalArgumentException("all shards are said to be added ones, so there is none of before");
        }
        this.byKeyBefore = before.size() == this.all.size() ? null : new RendezvousHash<>(before, Shard::name);
    }

    public List<Shard> all() {
        return all;
    }

    /** The shard of a key. */
    public Shard ofKey(String key) {
        return byKey.pick(key);
    }

    /** The shard that had a key before those were there that are added; null if no other. */
    @Nullable
    Shard beforeOf(String key) {
        if (byKeyBefore == null) {
            return null;
        }
        Shard before = byKeyBefore.pick(key);
        return before == ofKey(key) ? null : before;
    }

    /** The shard that handed out an id. */
    public Optional<Shard> ofId(long id) {
        return Optional.ofNullable(byNumber.get(id >>> ID_BITS));
    }

    /** The shard whose transaction surrounds this thread; empty if none does. */
    public Optional<Shard> ofTransaction() {
        return all.stream().filter(Shard::isInTransaction).findFirst();
    }

    /** One after the other, those that are not up left out; any if none is. */
    Shard next() {
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            Shard shard = all.get((first + i) % all.size());
            if (shard.isUp() && !isLeftOut(shard)) {
                return shard;
            }
        }
        return all.get(first);
    }

    /** Leaves a shard that failed a caller out of turn for some seconds. */
    void leaveOut(Shard shard) {
        leftOutUntil.put(shard, System.nanoTime() + LEFT_OUT_NANOS);
    }

    private boolean isLeftOut(Shard shard) {
        Long until = leftOutUntil.get(shard);
        return until != null && System.nanoTime() - until < 0;
    }

    /** All of them, this one first. */
    List<Shard> beginningWith(Shard first) {
        List<Shard> order = new ArrayList<>(all.size());
        order.add(first);
        all.stream().filter(shard -> shard != first).forEach(order::add);
        return order;
    }
}
