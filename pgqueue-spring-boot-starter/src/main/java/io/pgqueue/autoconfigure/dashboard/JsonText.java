package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the page reads it, whatever the application says of its own: a mapper that nobody customizes. Times are ISO-8601
 * instants, durations milliseconds, and what is not there is left out. Thread-safe.
 */
final class JsonText {

    private final JsonMapper mapper = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .addModule(new SimpleModule().addSerializer(new Millis()))
            // a payload is shown, and edited, with all of its digits
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** In UTF-8; half of a surrogate pair, which a caller may have sent, becomes a question mark. */
    byte[] bytes(Object value) {
        return mapper.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }

    String text(JsonNode node) {
        return mapper.writeValueAsString(node);
    }

    /** {@link Refusal} if it is no JSON. */
    JsonNode read(String name, String json) {
        try {
            JsonNode node = mapper.readTree(json);
            if (node.isMissingNode()) {
                throw Refusal.badRequest(name + " is empty; it must be JSON");
            }
            return node;
        } catch (JacksonException e) {
            throw Refusal.badRequest(name + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private static final class Millis extends StdSerializer<Duration> {
        Millis() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializationContext context) {
            generator.writeNumber(value.toMillis());
        }
    }
}
