package io.pgqueue.autoconfigure.migration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock in Liquibase's lock table.
 *
 * @param owner host and address as Liquibase wrote them
 * @param since when it was taken, if that is known
 */
record LiquibaseLock(@Nullable String owner, @Nullable Instant since) {}
