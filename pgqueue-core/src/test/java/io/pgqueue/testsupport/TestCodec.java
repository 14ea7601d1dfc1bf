package io.pgqueue.testsupport;

import io.pgqueue.PayloadCodec;
import io.pgqueue.PayloadException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the starter's codec does it. */
public final class TestCodec implements PayloadCodec {

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new PayloadException(e.getOriginalMessage(), e);
        }
    }

    @Override
    public @Nullable Object read(@Nullable String json, Type type) {
        if (json == null) {
            return null;
        }
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (JacksonException e) {
            throw new PayloadException(e.getOriginalMessage(), e);
        }
    }
}
