package io.pgqueue.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * A checked schedule as it goes to the database.
 *
 * @param definition a JSON object with all but the payload
 * @param payload JSON
 */
public record NewSchedule(
        String name, String definition, @Nullable String payload) {}
