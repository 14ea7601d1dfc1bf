package io.pgqueue.internal.work;

/** Under which id this instance is registered at present. */
public interface Membership {

    /** The worker id; 0 while there is none. */
    int workerId();

    /** The database says that this id is dead or unknown: find out, and register anew. */
    void doubt();
}
