package io.pgqueue.internal.store;

/** The fence of an attempt: every write about a running task names it, and changes nothing when the task moved on. */
public record Claim(long taskId, int attempt, long token, int worker) {}
