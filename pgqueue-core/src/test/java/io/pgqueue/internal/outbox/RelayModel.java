package io.pgqueue.internal.outbox;

import io.pgqueue.internal.outbox.ModelPublisher.Phase;
import io.pgqueue.testsupport.Explorer.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of publish_events.sql, outbox_lease.sql, outbox_fetch.sql and outbox_record.sql, and of {@link Relay}:
 * transactions that publish an event each and commit in any order, and two relays of which one has the lease, until it
 * stalls and the other takes it. The sink may be away at any event. How far a cursor goes is decided by the real {@link
 * OutboxCursor}. Events that the sink refuses, and so their aggregates, are not part of it.
 *
 * @param publishers the transactions, each with the event that it publishes
 * @param relays the two
 * @param lease the relay that has it, 0 or 1
 * @param turns how often the lease may still change hands
 * @param lastId where the sequence is
 * @param lastXid the last xid that was given out
 * @param sent ids of events that have arrived, in the order in which each did first
 */
record RelayModel(
        List<ModelPublisher> publishers,
        List<Relaying> relays,
        int lease,
        int turns,
        int lastId,
        int lastXid,
        List<Integer> sent) {

    private static final int BATCH = 2;

    /** What can be taken out of the protocol. */
    enum Bug {
        /** The cursor goes past what a look has found, and not only past what is recorded. */
        CURSOR_BEFORE_DELIVERY,
        /** outbox_record.sql that takes the xmax of its snapshot for next_xid. */
        CHECKPOINT_BY_XMAX,
        /** outbox_record.sql that has its xid before it reads the sequence. */
        XID_BEFORE_SEQUENCE,
        /** outbox_fetch.sql that looks which transactions run after it has read the events. */
        SETTLED_AFTER_EVENTS,
        /** outbox_record.sql that deletes all that was fetched. */
        RECORD_WITHOUT_ANSWER
    }

    enum At {
        IDLE,
        LOOKING,
        SENDING,
        RECORDING
    }

    /**
     * A relay in its round.
     *
     * @param settled what the look says of transactions
     * @param batch ids of the events that were found
     * @param done how many of them have been sent
     * @param noted the sequence, or the xid, that was read first for the checkpoint
     */
    record Relaying(At at, ModelCursor cursor, long settled, List<Integer> batch, int done, long noted) {}

    static RelayModel start(int publishers, int turns) {
        Relaying fresh = fresh();
        List<ModelPublisher> none = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            none.add(new ModelPublisher(Phase.NOT_BEGUN, 0, 0, List.of()));
        }
        return new RelayModel(List.copyOf(none), List.of(fresh, fresh), 0, turns, 0, 0, List.of());
    }

    private static Relaying fresh() {
        return idle(new ModelCursor(0, 0, 0, 0));
    }

    private static Relaying idle(ModelCursor cursor) {
        return new Relaying(At.IDLE, cursor, 0, List.of(), 0, 0);
    }

    @Nullable
    String broken() {
        for (ModelPublisher publisher : publishers) {
            boolean willBeThere = publisher.phase() == Phase.HAS_EVENT || publisher.phase() == Phase.COMMITTED;
            if (willBeThere && publisher.id() <= relays.get(lease).cursor.after()) {
                return "the cursor has passed an event that is not sent";
            }
            if (publisher.phase() == Phase.RECORDED && !sent.contains(publisher.id())) {
                return "an event has left the outbox, and has never been sent";
            }
            int place = sent.indexOf(publisher.id());
            if (place >= 0 && !sent.subList(0, place).containsAll(publisher.before())) {
                return "an event has been sent before one that was committed when it began";
            }
        }
        return null;
    }

    List<Step<RelayModel>> steps(Set<Bug> bugs) {
        List<Step<RelayModel>> steps = new ArrayList<>();
        for (int i = 0; i < publishers.size(); i++) {
            publish(i, steps);
        }
        for (int i = 0; i < relays.size(); i++) {
            relay(i, bugs, steps);
        }
        if (turns > 0) {
            List<Relaying> others = new ArrayList<>(relays);
            others.set(1 - lease, fresh()); // which had ended its last round by then, and begins a new term
            steps.add(new Step<>(
                    "the lease goes over",
                    new RelayModel(publishers, List.copyOf(others), 1 - lease, turns - 1, lastId, lastXid, sent)));
        }
        return steps;
    }

    private void publish(int i, List<Step<RelayModel>> steps) {
        ModelPublisher now = publishers.get(i);
        String name = "publisher " + (i + 1);
        switch (now.phase()) {
            case NOT_BEGUN ->
                steps.add(new Step<>(
                        name + " has an xid",
                        with(i, new ModelPublisher(Phase.HAS_XID, lastXid + 1, 0, published()))
                                .withXid(lastXid + 1)));
            case HAS_XID ->
                steps.add(new Step<>(
                        name + " has an event",
                        with(i, new ModelPublisher(Phase.HAS_EVENT, now.xid(), lastId + 1, now.before()))
                                .withId(lastId + 1)));
            case HAS_EVENT -> {
                steps.add(new Step<>(name + " commits", with(i, now.at(Phase.COMMITTED))));
                steps.add(new Step<>(name + " rolls back", with(i, now.at(Phase.ROLLED_BACK))));
            }
            default -> {
                // its event is there, or will never be
            }
        }
    }

    private void relay(int i, Set<Bug> bugs, List<Step<RelayModel>> steps) {
        Relaying now = relays.get(i);
        String name = "relay " + (i + 1);
        boolean lateLook = bugs.contains(Bug.SETTLED_AFTER_EVENTS);
        switch (now.at) {
            case IDLE -> {
                if (lease == i) {
                    Relaying looking = new Relaying(
                            At.LOOKING,
                            now.cursor,
                            lateLook ? 0 : xmin(),
                            lateLook ? ready(now.cursor.after()) : List.of(),
                            0,
                            0);
                    steps.add(new Step<>(name + " begins a look", with(i, looking)));
                }
            }
            case LOOKING -> steps.add(new Step<>(name + " ends its look", with(i, looked(now, bugs))));
            case SENDING -> {
                if (now.done < now.batch.size()) {
                    int id = now.batch.get(now.done);
                    steps.add(new Step<>(
                            name + " sends event " + id,
                            with(i, at(At.SENDING, now, now.done + 1)).withSent(id)));
                }
                if (now.done == 0 && !bugs.contains(Bug.RECORD_WITHOUT_ANSWER)) {
                    steps.add(new Step<>("the sink is away", with(i, idle(now.cursor))));
                    return;
                }
                boolean xidFirst = bugs.contains(Bug.XID_BEFORE_SEQUENCE);
                Relaying recording = new Relaying(
                        At.RECORDING, now.cursor, now.settled, now.batch, now.done, xidFirst ? lastXid + 1 : lastId);
                RelayModel next = with(i, recording);
                steps.add(new Step<>(name + " begins to record", xidFirst ? next.withXid(lastXid + 1) : next));
            }
            case RECORDING -> steps.add(new Step<>(name + " has recorded", recorded(i, now, bugs)));
        }
    }

    private Relaying looked(Relaying now, Set<Bug> bugs) {
        boolean lateLook = bugs.contains(Bug.SETTLED_AFTER_EVENTS);
        List<Integer> batch = lateLook ? now.batch : ready(now.cursor.after());
        ModelCursor cursor = now.cursor.looked(lateLook ? xmin() : now.settled);
        if (batch.isEmpty() || bugs.contains(Bug.CURSOR_BEFORE_DELIVERY)) {
            cursor = cursor.handled(last(batch), OptionalLong.empty());
        }
        return batch.isEmpty() ? idle(cursor) : new Relaying(At.SENDING, cursor, 0, batch, 0, 0);
    }

    /** Refused if the lease has gone over meanwhile. */
    private RelayModel recorded(int i, Relaying now, Set<Bug> bugs) {
        if (lease != i) {
            return with(i, fresh());
        }
        boolean xidFirst = bugs.contains(Bug.XID_BEFORE_SEQUENCE);
        long nextXid = xidFirst ? now.noted : bugs.contains(Bug.CHECKPOINT_BY_XMAX) ? xmax() : lastXid + 1;
        int gone = bugs.contains(Bug.RECORD_WITHOUT_ANSWER) ? now.batch.size() : now.done;
        OptionalLong open = gone < now.batch.size() ? OptionalLong.of(now.batch.get(gone)) : OptionalLong.empty();
        ModelCursor cursor =
                now.cursor.handled(last(now.batch), open).checkpoint(xidFirst ? lastId : now.noted, nextXid);
        List<ModelPublisher> left = publishers.stream()
                .map(publisher ->
                        now.batch.subList(0, gone).contains(publisher.id()) ? publisher.at(Phase.RECORDED) : publisher)
                .toList();
        RelayModel next = with(i, idle(cursor));
        return new RelayModel(left, next.relays, lease, turns, lastId, xidFirst ? lastXid : lastXid + 1, sent);
    }

    /** Empty if the look has come to the end. */
    private static OptionalLong last(List<Integer> batch) {
        return batch.size() < BATCH ? OptionalLong.empty() : OptionalLong.of(batch.get(BATCH - 1));
    }

    private List<Integer> ready(long after) {
        return publishers.stream()
                .filter(publisher -> publisher.phase() == Phase.COMMITTED && publisher.id() > after)
                .map(ModelPublisher::id)
                .sorted()
                .limit(BATCH)
                .toList();
    }

    private List<Integer> published() {
        return publishers.stream()
                .filter(publisher -> publisher.phase() == Phase.COMMITTED || publisher.phase() == Phase.RECORDED)
                .map(ModelPublisher::id)
                .toList();
    }

    /** The oldest transaction that runs, or else the next one. */
    private long xmin() {
        return publishers.stream()
                .filter(ModelPublisher::runs)
                .mapToLong(ModelPublisher::xid)
                .min()
                .orElse(lastXid + 1L);
    }

    /** One past the last transaction that has ended: a publisher's, or a relay's. */
    private long xmax() {
        List<Integer> running = publishers.stream()
                .filter(ModelPublisher::runs)
                .map(ModelPublisher::xid)
                .toList();
        int xid = lastXid;
        while (xid > 0 && running.contains(xid)) {
            xid--;
        }
        return xid + 1L;
    }

    private static Relaying at(At at, Relaying now, int done) {
        return new Relaying(at, now.cursor, now.settled, now.batch, done, now.noted);
    }

    private RelayModel with(int i, ModelPublisher publisher) {
        List<ModelPublisher> changed = new ArrayList<>(publishers);
        changed.set(i, publisher);
        return new RelayModel(List.copyOf(changed), relays, lease, turns, lastId, lastXid, sent);
    }

    private RelayModel with(int i, Relaying relay) {
        List<Relaying> changed = new ArrayList<>(relays);
        changed.set(i, relay);
        return new RelayModel(publishers, List.copyOf(changed), lease, turns, lastId, lastXid, sent);
    }

    private RelayModel withXid(int xid) {
        return new RelayModel(publishers, relays, lease, turns, lastId, xid, sent);
    }

    private RelayModel withId(int id) {
        return new RelayModel(publishers, relays, lease, turns, id, lastXid, sent);
    }

    private RelayModel withSent(int id) {
        if (sent.contains(id)) {
            return this;
        }
        List<Integer> more = new ArrayList<>(sent);
        more.add(id);
        return new RelayModel(publishers, relays, lease, turns, lastId, lastXid, List.copyOf(more));
    }
}
