package io.pgqueue.internal.concurrent;

/** Is told the same, and by those who run tasks what becomes of ordering keys. */
public interface LaneAnnouncer extends Announcer {

    /** Whoever held an ordering key may have let go of it. */
    void laneChanged(int kindId, String orderingKey);
}
