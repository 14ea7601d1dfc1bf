package io.pgqueue.autoconfigure.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.PayloadException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JacksonPayloadCodecTest {

    private final JacksonPayloadCodec codec = new JacksonPayloadCodec(new JsonMapper());

    @Test
    void readsWhatItWrote() {
        Order order = new Order(7, Instant.parse("2026-01-02T03:04:05Z"));

        assertThat(codec.read(codec.write(order), Order.class)).isEqualTo(order);
    }

    @Test
    void readsGenericTypes() {
        List<Order> orders = List.of(new Order(1, Instant.EPOCH), new Order(2, Instant.EPOCH));

        assertThat(codec.read(codec.write(orders), new ParameterizedTypeReference<List<Order>>() {}.getType()))
                .isEqualTo(orders);
    }

    @Test
    void readsNoPayloadAsNullOrEmpty() {
        assertThat(codec.read(null, Order.class)).isNull();
        assertThat(codec.read(null, new ParameterizedTypeReference<Optional<Order>>() {}.getType()))
                .isEqualTo(Optional.empty());
    }

    @Test
    void readsAnythingAsVoid() {
        assertThat(codec.read("{\"id\": [1, 2]}", Void.class)).isNull();
    }

    @Test
    void saysWhichTypeCannotBeRead() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.read("[1]", Order.class))
                .withMessageContaining(Order.class.getName());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"id": "open-sesame", "at": null}      | a string is there that cannot be read as long (at | ["id"])
                    {"id": 1, "at": "open-sesame"}         | a string is there that cannot be read as java.time.Instant (at | ["at"])
                    {"id": 471147114711471147114711}       | a number is there that does not fit long (at | ["id"])
                    {"id": {"open-sesame": 1}}             | an object is there that cannot be read as long (at | ["id"])
                    "open-sesame"                          | a string is there that cannot be read as io.pgqueue | Order
                    {"id": 1, "name": "open-sesame"}       | it has a property 'name', which io.pgqueue | Order
                    {"id": 1, "open-sesame                 | UnexpectedEndOfInputException | Order
                    """)
    void saysWhatCannotBeReadAndWhereButNotWhatIsThere(String json, String reason, String more) {
        JacksonPayloadCodec strict = new JacksonPayloadCodec(JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> strict.read(json, Order.class))
                .withMessageContainingAll(reason, more)
                .satisfies(
                        e -> assertThat(whole(e)).doesNotContain("open-sesame").doesNotContain("47114711"));
    }

    @Test
    void hasWhatAConstructorThrewAsItsCause() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.read("{\"cents\": -1}", Price.class))
                .withMessageContaining("no " + Price.class.getTypeName() + " can be made of what is there")
                .withCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void saysWhichTypeCannotBeWritten() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.write(new Endless()))
                .withMessageContaining(Endless.class.getName());
    }

    private static String whole(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    record Order(long id, Instant at) {}

    record Price(long cents) {
        Price {
            if (cents < 0) {
                throw new ArithmeticException("a price is positive");
            }
        }
    }

    static final class Endless {
        public Endless getSelf() {
            return this;
        }
    }
}
