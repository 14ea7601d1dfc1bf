package io.pgqueue;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What is done to everything that a filter matches, as far as its status lets it. */
public enum BulkAction {

    /** {@link TaskAdmin#retryAll}. */
    RETRY(EnumSet.of(TaskStatus.NO_ATTEMPTS_LEFT)),

    /** {@link TaskAdmin#cancelAll}. */
    CANCEL(EnumSet.of(TaskStatus.NEW, TaskStatus.MUST_RETRY, TaskStatus.RUNNING, TaskStatus.NO_ATTEMPTS_LEFT)),

    /** {@link TaskAdmin#runNowAll}. */
    RUN_NOW(EnumSet.of(TaskStatus.NEW, TaskStatus.MUST_RETRY)),

    /** {@link TaskAdmin#deleteAll}. */
    DELETE(EnumSet.complementOf(EnumSet.of(TaskStatus.RUNNING)));

    @SuppressWarnings("ImmutableEnumChecker") // nobody can change what Set.copyOf gives
    private final Set<TaskStatus> statuses;

    BulkAction(EnumSet<TaskStatus> statuses) {
        this.statuses = Set.copyOf(statuses);
    }

    /** Those of tasks that it changes; tasks of others stay as they are. */
    public Set<TaskStatus> statuses() {
        return statuses;
    }

    /** The filter of what it changes of all that a filter matches; empty if their statuses leave nothing. */
    public Optional<TaskFilter> changeable(TaskFilter filter) {
        Set<TaskStatus> wanted = EnumSet.copyOf(statuses);
        if (!filter.statuses().isEmpty()) {
            wanted.retainAll(filter.statuses());
        }
        return wanted.isEmpty() ? Optional.empty() : Optional.of(filter.withStatuses(wanted));
    }
}
