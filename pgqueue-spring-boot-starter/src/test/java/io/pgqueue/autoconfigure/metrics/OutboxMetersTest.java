package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgqueue.engine.OutboxState;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class OutboxMetersTest {

    private static final Instant SAMPLED_AT = Instant.parse("2026-03-04T05:06:07Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable OutboxState state = new OutboxState(true, 5, null, null);
    private @Nullable Optional<OutboxCounts> stored = Optional.empty();
    private int reads;

    private final OutboxMeters meters = new OutboxMeters(() -> state, this::read, Tags.empty());

    @BeforeEach
    void bind() {
        meters.bindTo(registry);
    }

    @Test
    void countsAreThoseThatWereSampledLast() {
        stored = Optional.of(new OutboxCounts(40, 30, 2, 1, SAMPLED_AT.minusMillis(1_500), SAMPLED_AT));
        meters.refresh();

        assertThat(gauge("pgqueue.outbox.unsent")).isEqualTo(40);
        assertThat(gauge("pgqueue.outbox.blocked")).isEqualTo(2);
        assertThat(lag()).isEqualTo(1.5);
    }

    @Test
    void everythingIsZeroWhileThereIsNothingToSend() {
        meters.refresh();
        assertThat(gauge("pgqueue.outbox.unsent")).isZero();

        stored = Optional.of(new OutboxCounts(0, 0, 0, 0, null, SAMPLED_AT));
        meters.refresh();

        assertThat(gauge("pgqueue.outbox.unsent")).isZero();
        assertThat(gauge("pgqueue.outbox.blocked")).isZero();
        assertThat(lag()).isZero();
    }

    @Test
    void whatThisInstanceSentIsCounted() {
        assertThat(sent()).isEqualTo(5);

        state = new OutboxState(true, 12, null, null);

        assertThat(sent()).isEqualTo(12);
    }

    @Test
    void anInstanceWithoutASinkReadsNothing() {
        state = null;
        stored = Optional.of(new OutboxCounts(40, 30, 2, 1, null, SAMPLED_AT));

        meters.refresh();

        assertThat(reads).isZero();
        assertThat(sent()).isZero();
    }

    @Test
    void countsThatCannotBeReadAreNotShownAsIfTheyWereOfToday() {
        stored = Optional.of(new OutboxCounts(40, 30, 2, 1, SAMPLED_AT.minusMillis(1_500), SAMPLED_AT));
        meters.refresh();
        Optional<OutboxCounts> readable = stored;

        stored = null;
        meters.refresh();

        assertThat(gauge("pgqueue.outbox.unsent")).isNaN();
        assertThat(lag()).isNaN();

        stored = readable;
        meters.refresh();

        assertThat(gauge("pgqueue.outbox.unsent")).isEqualTo(40);
    }

    private Optional<OutboxCounts> read() {
        reads++;
        if (stored == null) {
            throw new DataAccessResourceFailureException("away");
        }
        return stored;
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double lag() {
        return registry.get("pgqueue.outbox.lag").timeGauge().value();
    }

    private double sent() {
        return registry.get("pgqueue.outbox.sent").functionCounter().count();
    }
}
