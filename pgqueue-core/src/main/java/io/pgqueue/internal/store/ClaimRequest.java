package io.pgqueue.internal.store;

/**
 * What a claim asks for.
 *
 * @param kinds ids of the kinds
 * @param capacities most tasks of each
 * @param free most tasks of each that could begin at once: the bound for kinds with limits
 * @param cursors for each kind its ten priorities in turn: from which {@code available_at} to look
 * @param followers most tasks that come behind one with an ordering key, to be run after it
 */
@SuppressWarnings("ArrayRecordComponent") // goes to the driver as it is, and is never compared
public record ClaimRequest(int[] kinds, int[] capacities, int[] free, String[] cursors, int followers) {}
