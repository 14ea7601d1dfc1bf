package io.pgqueue.sample.order;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a customer orders.
 *
 * @param confirmationDelaySeconds how long the confirmation waits, so that there is time to cancel it; null for not
 */
public record OrderRequest(
        @NotBlank @Size(max = 100) String customer,
        @NotBlank @Email @Size(max = 200) String email,
        @NotBlank @Size(max = 100) String item,
        @NotNull @Min(1) @Max(1000) Integer quantity,
        @Min(0) @Max(3600) @Nullable Integer confirmationDelaySeconds) {}
