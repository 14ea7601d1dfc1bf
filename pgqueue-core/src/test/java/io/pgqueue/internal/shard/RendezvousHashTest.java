package io.pgqueue.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class RendezvousHashTest {

    private static final int KEYS = 30_000;

    private final RendezvousHash<String> three = hash("a", "b", "c");
    private final RendezvousHash<String> four = hash("a", "b", "c", "d");

    @Test
    void givesEachShardItsShare() {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            shares.merge(three.pick("customer-" + i), 1, Integer::sum);
        }

        // six standard deviations
        assertThat(shares.values())
                .hasSize(3)
                .allSatisfy(share -> assertThat(share).isBetween(KEYS / 3 - 500, KEYS / 3 + 500));
    }

    @Test
    void movesNoKeyButToAShardThatIsAddedAndThatOnesShareAlone() {
        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            String before = three.pick("customer-" + i);
            String after = four.pick("customer-" + i);
            if (!after.equals(before)) {
                assertThat(after).isEqualTo("d");
                moved++;
            }
        }

        assertThat(moved).isBetween(KEYS / 4 - 500, KEYS / 4 + 500);
    }

    @Test
    void doesNotDependOnTheOrderOfTheShards() {
        RendezvousHash<String> turned = hash("c", "a", "b");

        for (int i = 0; i < 1_000; i++) {
            assertThat(turned.pick("key-" + i)).isEqualTo(three.pick("key-" + i));
        }
    }

    /** These are recorded: if this fails, keys have moved, and tasks that are enqueued twice are there twice. */
    @Test
    void neverChanges() {
        assertThat(List.of("1", "2", "3", "4", "Zürich", "😀", ""))
                .extracting(four::pick)
                .containsExactly("c", "d", "b", "b", "b", "a", "a");
    }

    @Test
    @Tag("database")
    void isWhatTheDocumentedStatementSays() {
        try (TestDatabase database = TestDatabase.create()) {
            JdbcTemplate jdbc = new JdbcTemplate(database.direct());
            List<String> keys = new ArrayList<>(List.of("Zürich", "😀", ""));
            for (int i = 0; i < 500; i++) {
                keys.add("order-" + i);
            }

            assertThat(keys)
                    .allSatisfy(key -> assertThat(jdbc.queryForObject(
                                    "select name from unnest(array['a', 'b', 'c', 'd']) name"
                                            + " order by sha256(convert_to(name || '/' || ?, 'UTF8')) desc limit 1",
                                    String.class,
                                    key))
                            .isEqualTo(four.pick(key)));
        }
    }

    private static RendezvousHash<String> hash(String... names) {
        return new RendezvousHash<>(List.of(names), Function.identity());
    }
}
