package io.pgqueue.autoconfigure.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.PayloadException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
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

    @Test
    void saysWhichTypeCannotBeWritten() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.write(new Endless()))
                .withMessageContaining(Endless.class.getName());
    }

    record Order(long id, Instant at) {}

    static final class Endless {
        public Endless getSelf() {
            return this;
        }
    }
}
