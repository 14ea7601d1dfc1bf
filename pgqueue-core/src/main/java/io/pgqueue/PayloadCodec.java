package io.pgqueue;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Turns payloads, headers and results into JSON and back. Thread-safe. The starter's uses Jackson. */
public interface PayloadCodec {

    /**
     * Writes a value as JSON.
     *
     * @throws PayloadException if it cannot be written
     */
    String write(Object value);

    /**
     * Reads JSON as a type.
     *
     * @param json null for a task without payload
     * @throws PayloadException if the type cannot be read from it
     */
    @Nullable
    Object read(@Nullable String json, Type type);
}
