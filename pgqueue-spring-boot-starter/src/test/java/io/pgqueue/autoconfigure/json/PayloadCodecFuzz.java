package io.pgqueue.autoconfigure.json;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.pgqueue.PayloadException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A payload is read as the type that the handler declares, or it is refused, and never with another exception. */
final class PayloadCodecFuzz {

    private static final JacksonPayloadCodec CODEC = new JacksonPayloadCodec(new JsonMapper());
    private static final List<Class<?>> TYPES =
            List.of(Object.class, Map.class, String.class, long.class, Instant.class, Order.class, byte[].class);

    private PayloadCodecFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Class<?> type = data.pickValue(TYPES);
        try {
            check(CODEC.read(data.consumeRemainingAsString(), type), type);
        } catch (PayloadException e) {
            if (!e.getMessage().contains(type.getTypeName())) {
                throw new AssertionError("does not say which type was wanted", e);
            }
        }
    }

    private static void check(Object read, Class<?> type) {
        if (read != null && !type.isPrimitive() && !type.isInstance(read)) {
            throw new AssertionError(read.getClass() + " is no " + type);
        }
    }

    record Order(long id, Instant at, List<String> items) {}
}
