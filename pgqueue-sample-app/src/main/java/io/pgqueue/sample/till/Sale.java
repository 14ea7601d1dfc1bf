package io.pgqueue.sample.till;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/** What was sold over the counter. */
record Sale(@NotBlank String customer, @Min(1) int cents) {}
