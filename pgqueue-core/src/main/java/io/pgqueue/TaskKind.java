package io.pgqueue;

import java.util.Objects;

/**
 * A kind as a constant, so that the compiler checks its payloads.
 *
 * @param name {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param payloadType what its tasks carry
 */
public record TaskKind<P>(String name, Class<P> payloadType) {

    public TaskKind {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(payloadType, "payloadType");
    }

    public static <P> TaskKind<P> of(String name, Class<P> payloadType) {
        return new TaskKind<>(name, payloadType);
    }
}
