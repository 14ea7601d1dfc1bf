package io.pgqueue.autoconfigure.json;

import io.pgqueue.PayloadCodec;
import io.pgqueue.PayloadException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads with the mapper it is given, so that an application's own modules and names apply; but not its default
 * typing, by which a payload would say what classes are made of it. Only the declared type of a handler, and the annotations
 * that it has, decide that.
 */
public final class JacksonPayloadCodec implements PayloadCodec {

    private final JsonMapper mapper;

    public JacksonPayloadCodec(JsonMapper mapper) {
        this.mapper = mapper.rebuild().deactivateDefaultTyping().build();
    }

    @Override
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new PayloadException(
                    "A value of " + value.getClass().getName() + " cannot be written as JSON: " + reason(e), e);
        }
    }

    /** What is no JSON is read like {@code null}, so that an {@code Optional} becomes empty and an int an error. */
    @Override
    public @Nullable Object read(@Nullable String json, Type type) {
        try {
            return mapper.readValue(json != null ? json : "null", mapper.constructType(type));
        } catch (JacksonException e) {
            throw UnreadableJson.of(type, e);
        } catch (IllegalArgumentException e) {
            throw new PayloadException(
                    "The payload cannot be read as " + type.getTypeName() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable String reason(RuntimeException e) {
        return e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
    }
}
