package io.pgqueue.engine;

import io.pgqueue.PgQueueException;

/** A schema is not the shard of the number that the settings give it, and cannot become it. */
public final class ShardNumberException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    private final String shard;
    private final int number;
    private final int present;

    /**
     * @param number that the settings give it
     * @param present that the database has
     */
    ShardNumberException(String shard, int number, int present, String reason) {
        super(
                "shard '" + shard + "' is to have the number " + number + ", but its schema has the number " + present
                        + ", " + reason,
                null);
        this.shard = shard;
        this.number = number;
        this.present = present;
    }

    public String shard() {
        return shard;
    }

    public int number() {
        return number;
    }

    public int present() {
        return present;
    }
}
