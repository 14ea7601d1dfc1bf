package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pgqueue.autoconfigure.dashboard.Attention.Item;
import io.pgqueue.autoconfigure.dashboard.KindViews.Kind;
import io.pgqueue.engine.EngineState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** What somebody on call sees first. It answers while the database is away, too, with what it knew last. Thread-safe. */
final class OverviewPage {

    private final KindPages kinds;
    private final Attention attention;
    private final Queues queues;

    private volatile List<Kind> last = List.of(); // written by any caller

    OverviewPage(KindPages kinds, Attention attention, Queues queues) {
        this.kinds = kinds;
        this.attention = attention;
        this.queues = queues;
    }

    void addTo(ApiRoutes routes) {
        routes.get("overview", request -> overview());
    }

    private Overview overview() {
        try {
            List<Kind> present = kinds.rows();
            List<Item> items = attention.items(present);
            last = present;
            return answer(present, items, new DatabaseState(true, null));
        } catch (DataAccessException | Refusal e) {
            String error = Objects.requireNonNullElse(e.getMessage(), "It does not answer");
            return answer(last, List.of(Attention.databaseIsAway(error)), new DatabaseState(false, error));
        }
    }

    private Overview answer(List<Kind> present, List<Item> items, DatabaseState database) {
        List<Instant> samples = new ArrayList<>();
        for (Kind kind : present) {
            Instant sampledAt = kind.sampledAt();
            if (sampledAt != null) {
                samples.add(sampledAt);
            }
        }
        List<EngineState> states =
                queues.all().stream().map(member -> member.engine().state()).toList();
        String error = null;
        for (EngineState state : states) {
            error = error == null ? state.lastError() : error;
        }
        return new Overview(
                samples.stream().max(Comparator.naturalOrder()).orElse(null),
                present,
                items,
                new Processing(
                        states.stream().anyMatch(EngineState::running),
                        error,
                        states.stream().allMatch(EngineState::listening)),
                database);
    }

    record Overview(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant sampledAt,

            List<Kind> kinds,
            List<Item> attention,
            Processing processing,
            DatabaseState database) {}

    record Processing(boolean running, @Nullable String lastError, boolean controlSession) {}

    record DatabaseState(boolean up, @Nullable String error) {}
}
