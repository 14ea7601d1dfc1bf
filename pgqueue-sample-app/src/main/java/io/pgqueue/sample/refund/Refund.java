package io.pgqueue.sample.refund;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/** Money to give back to a customer. */
record Refund(@NotBlank String customer, @Min(1) int cents) {}
