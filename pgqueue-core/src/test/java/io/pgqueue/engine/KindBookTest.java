package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.KindOptions;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.KindStore;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an instance tells the database of its kinds. */
@Tag("database")
class KindBookTest {

    private final TestQueue queue = new TestQueue();
    private final AtomicReference<Duration> ttl = new AtomicReference<>(Duration.ofHours(1));
    private final KindOptions options = KindOptions.none().withMaxAttempts(3).withTerminalTtl(() -> {
        Duration now = ttl.get();
        if (now == null) {
            throw new IllegalStateException("no TTL");
        }
        return now;
    });

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void publishesWhatItsHandlersDeclare() {
        registered();

        assertThat(kind("handled")).containsEntry("max_attempts", 3).containsEntry("ttl", 3_600);
    }

    @Test
    void turnsTheLogOfTransitionsOnAndOff() {
        String log = "select logged || ' ' || log_ttl from pgqueue.kind where name = 'logged'";
        for (String[] expected : new String[][] {{"PT48H", "true 48:00:00"}, {"PT0S", "false 48:00:00"}}) {
            queue.engine(handler(
                    "logged",
                    KindOptions.none().withTransitionLogTtl(Duration.parse(expected[0])),
                    (payload, context) -> null));

            assertThat(queue.jdbc().queryForObject(log, String.class)).isEqualTo(expected[1]);
        }
    }

    @Test
    void refusesATtlOfTheLogThatIsOutOfRange() {
        KindOptions negative = KindOptions.none().withTransitionLogTtl(Duration.ofSeconds(-1));

        assertThatThrownBy(() -> queue.engine(handler("logged", negative, (payload, context) -> null)))
                .isInstanceOf(InvalidRegistrationException.class)
                .hasMessageContaining("transition-log-ttl");
    }

    @Test
    void publishesATtlThatChanged() {
        KindBook book = registered();
        ttl.set(Duration.ofMinutes(5));

        book.publishChanges();

        assertThat(kind("handled")).containsEntry("ttl", 300);
    }

    @Test
    void keepsTheLastTtlWhereItsSupplierFails() {
        KindBook book = registered();
        ttl.set(null);

        book.publishChanges();

        assertThat(kind("handled")).containsEntry("ttl", 3_600);
    }

    @Test
    void keepsTheLastTtlWhereTheNewOneIsOutOfRange() {
        KindBook book = registered();
        ttl.set(Duration.ofSeconds(-1));

        book.publishChanges();

        assertThat(kind("handled")).containsEntry("ttl", 3_600);
    }

    @Test
    void makesADeclaredKindKnownAndLeavesItsValuesAlone() {
        registered();
        queue.jdbc().update("update pgqueue.kind set max_attempts = 77 where name = 'declared'");

        registered();

        assertThat(kind("declared")).containsEntry("max_attempts", 77);
    }

    @Test
    void takesANameWithoutDashesForTheKindThatAnEnvironmentVariableCannotSpell() {
        KindBook book = book(Map.of("sendmail", KindOptions.none().withMaxAttempts(7)));

        book.register(List.of(handler("send-mail", options, (payload, context) -> null)));

        assertThat(book.options().get("send-mail").maxAttempts()).isEqualTo(7);
        assertThat(kind("send-mail")).containsEntry("max_attempts", 7);
    }

    private KindBook registered() {
        KindBook book = book(Map.of("declared", KindOptions.none()));
        book.register(List.of(handler("handled", options, (payload, context) -> null)));
        return book;
    }

    private KindBook book(Map<String, KindOptions> declared) {
        Database database = new Database(queue.database().dataSource(), "pgqueue");
        return new KindBook(EngineSettings.standard().withKinds(declared), new KindCatalog(new KindStore(database)));
    }

    private Map<String, Object> kind(String name) {
        return queue.jdbc()
                .queryForMap(
                        "select max_attempts, extract(epoch from terminal_ttl)::int as ttl from pgqueue.kind where name = ?",
                        name);
    }
}
