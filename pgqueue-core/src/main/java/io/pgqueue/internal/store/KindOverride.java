package io.pgqueue.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an instance has to know of that which was set for a kind at run time; null for what was not. */
public record KindOverride(
        @Nullable Integer workerCount, @Nullable Duration terminalTtl) {}
