package io.pgqueue;

/**
 * A task that has to do with another one, as it stood when it was read.
 *
 * @param id by which {@link TaskAdmin#find(long)} finds it
 */
public record RelatedTask(long id, String kind, TaskStatus status) {}
