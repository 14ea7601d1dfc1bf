package io.pgqueue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt failed of.
 *
 * @param worker host and process that ran it
 * @param type class of the exception
 * @param message its message, cut to 2,000 characters
 * @param stackTrace cut to 8,000 characters; null where there is none
 */
public record TaskError(
        int attempt,
        Instant at,
        String worker,
        String type,
        String message,
        @Nullable String stackTrace) {}
