package io.pgqueue.sample.stock;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Pieces of an article that come or go.
 *
 * @param pieces less than 0 for those that go
 */
record Movement(
        @NotBlank @Size(max = 100) String article, @NotNull Integer pieces) {}
