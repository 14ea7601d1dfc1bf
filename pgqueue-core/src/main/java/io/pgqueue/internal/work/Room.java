package io.pgqueue.internal.work;

import java.util.ArrayList;
import java.util.List;

/** The kinds that can take tasks at a moment, and how many. */
final class Room {

    final List<KindWorkers> workers = new ArrayList<>();
    int[] ids = {};
    int[] capacities = {};
    int[] free = {};

    private final List<Integer> room = new ArrayList<>();
    private final List<Integer> freeWorkers = new ArrayList<>();

    void add(KindWorkers kind, int capacity, int free) {
        workers.add(kind);
        room.add(capacity);
        freeWorkers.add(free);
    }

    /** To be called when all have been added. */
    Room seal() {
        ids = workers.stream().mapToInt(kind -> kind.kind().id()).toArray();
        capacities = room.stream().mapToInt(Integer::intValue).toArray();
        free = freeWorkers.stream().mapToInt(Integer::intValue).toArray();
        return this;
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }
}
