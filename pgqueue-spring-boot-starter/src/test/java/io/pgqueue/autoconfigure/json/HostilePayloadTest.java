package io.pgqueue.autoconfigure.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.PayloadException;
import io.pgqueue.testsupport.HostileInput;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** The codec with whatever a payload can be: it is read as the declared type, or it is refused by a PayloadException. */
class HostilePayloadTest {

    private static final List<Type> TYPES = List.of(
            Object.class,
            Map.class,
            String.class,
            long.class,
            Integer.class,
            double.class,
            BigDecimal.class,
            boolean.class,
            Instant.class,
            Duration.class,
            Order.class,
            byte[].class,
            Void.class,
            Thread.State.class,
            new ParameterizedTypeReference<List<Order>>() {}.getType(),
            new ParameterizedTypeReference<Optional<Integer>>() {}.getType());

    private final JacksonPayloadCodec codec = new JacksonPayloadCodec(new JsonMapper());

    @Provide
    Arbitrary<String> json() {
        return HostileInput.json();
    }

    @Provide
    Arbitrary<Object> payloads() {
        return HostileInput.payloads();
    }

    @Property(seed = "2026")
    void readsOrRefuses(@ForAll("json") String json) {
        for (Type type : TYPES) {
            try {
                codec.read(json, type);
            } catch (PayloadException e) {
                assertThat(e.getMessage()).contains(type.getTypeName());
            }
        }
    }

    @Property(seed = "2026")
    void readsWhatItWroteAsTheSame(@ForAll("payloads") Object payload) {
        JacksonPayloadCodec exact = new JacksonPayloadCodec(JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build());
        String json;
        try {
            json = exact.write(payload);
        } catch (PayloadException e) {
            assertThat(e.getMessage()).contains("cannot be written as JSON");
            return;
        }
        try {
            assertThat(HostileInput.isSameJson(exact.write(exact.read(json, Object.class)), json))
                    .as(json)
                    .isTrue();
        } catch (PayloadException e) {
            // longer numbers than are read, which the queue refuses before it stores them
            assertThat(e.getMessage()).contains("Number value length");
        }
    }

    @Example
    void aPayloadDoesNotSayWhichClassesAreMadeOfIt() {
        JsonMapper trusting = JsonMapper.builder()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType(Object.class)
                                .build(),
                        DefaultTyping.NON_FINAL)
                .build();
        String gadget = "[\"" + Gadget.class.getName() + "\",{\"name\":\"x\"}]";
        assertThat(trusting.readValue(gadget, Object.class))
                .as("the mapper does it")
                .isInstanceOf(Gadget.class);
        Gadget.made = 0;
        JacksonPayloadCodec wary = new JacksonPayloadCodec(trusting);

        assertThat(wary.read(gadget, Object.class)).isInstanceOf(List.class);
        assertThat(wary.read("{\"thing\":" + gadget + "}", Map.class)).isNotNull();
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> wary.read(gadget, Order.class));
        assertThat(Gadget.made).isZero();
        assertThat(wary.write(Map.of("id", 1))).isEqualTo("{\"id\":1}");
    }

    record Order(long id, Instant at) {}

    public static class Gadget {
        static int made;

        public String name;

        public Gadget() {
            made++;
        }
    }
}
