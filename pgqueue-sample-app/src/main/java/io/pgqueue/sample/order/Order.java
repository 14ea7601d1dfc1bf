package io.pgqueue.sample.order;

import java.time.Instant;

/**
 * An order as it is stored.
 *
 * @param status {@code received}, {@code confirmed} or {@code shipped}
 */
public record Order(
        long id, String customer, String email, String item, int quantity, String status, Instant createdAt) {}
