package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.UnknownKindException;
import io.pgqueue.testsupport.TestCodec;
import io.pgqueue.testsupport.TestQueue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Bad input is refused by field, value and rule before the database is touched. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnqueueChecksTest {

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final JdbcTemplate inTransaction = new JdbcTemplate(dataSource);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final PgQueueEngine engine = queue.engineOn(
            dataSource,
            builder -> builder.settings(EngineSettings.standard().withMaxPayloadBytes(200_000)),
            handler("send-mail", (payload, context) -> null),
            handler("bill", (payload, context) -> null));

    @BeforeAll
    void create() {
        queue.jdbc().execute("create table business (id int)");
    }

    @AfterAll
    void close() {
        queue.close();
    }

    static Stream<Arguments> badTasks() {
        Task good = Task.of("bill", null);
        return Stream.of(
                refused("a kind's name with capitals", Task.of("Bill", null), "kind", "'Bill'", "[a-z0-9]"),
                refused("an empty kind", Task.of("", null), "kind", "kind is ''"),
                refused("a payload that cannot be written", of(new Unwritable()), "payload", "Unwritable", "no name"),
                refused("a text with U+0000", of(Map.of("a", "x\0y")), "payload", "U+0000"),
                refused("a name with U+0000", of(Map.of("x\0y", 1)), "payload", "U+0000"),
                refused("half a surrogate pair", of(Map.of("a", "\ud83d!")), "payload", "surrogate"),
                refused("a huge exponent", of(new BigDecimal("1e140000")), "payload", "number", "1000 digits"),
                refused("a tiny number", of(new BigDecimal("1.5e-16383")), "payload", "number", "1000 digits"),
                refused("too many digits", of(BigInteger.TEN.pow(1_000)), "payload", "number", "1000 digits"),
                refused("a large payload", of("x".repeat(200_000)), "payload", "200002 bytes", "may have 200000"),
                refused("a large payload in UTF-8", of("€".repeat(70_000)), "payload", "210002 bytes"),
                refused("an empty key", good.withExternalKey(""), "externalKey", "1 to 255", "has 0"),
                refused("a long key", good.withExternalKey("k".repeat(256)), "externalKey", "1 to 255", "has 256"),
                refused("a key with U+0000", good.withExternalKey("k\0"), "externalKey", "U+0000"),
                refused("a key with half a pair", good.withExternalKey("\udc00"), "externalKey", "Unicode"),
                refused("a negative delay", good.withDelay(Duration.ofMillis(-1)), "delay", "'PT-0.001S'", "0 to"),
                refused("an endless delay", good.withDelay(Duration.ofSeconds(Long.MAX_VALUE)), "delay", "36500 days"),
                refused(
                        "a time before 1970",
                        good.withAvailableAt(Instant.EPOCH.minusMillis(1)),
                        "availableAt",
                        "1970"),
                refused("the latest time", good.withAvailableAt(Instant.MAX), "availableAt", "+1000000000", "9999"),
                refused("priority -1", good.withPriority(-1), "priority", "'-1'", "0 (most urgent) to 9"),
                refused("priority 10", good.withPriority(10), "priority", "'10'", "0 (most urgent) to 9"),
                refused("a header without a name", good.withHeader("", "x"), "headers", "1 to 255"),
                refused("a long header name", good.withHeader("h".repeat(256), "x"), "headers", "1 to 255"),
                refused("a long header value", good.withHeader("h", "v".repeat(4_001)), "headers", "h=v", "4000"),
                refused("a header with U+0000", good.withHeader("h", "\0"), "headers", "U+0000"),
                refused("too many headers", withHeaders(101), "headers", "'101 in number'", "at most 100"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTasks")
    void refusesAndLeavesTheTransactionUsable(String what, Task task, String field, List<String> messageParts) {
        transaction.executeWithoutResult(status -> {
            inTransaction.update("insert into business values (1)");
            assertRefused(() -> engine.taskQueue().enqueue(task), field, messageParts);
            assertThat(inTransaction.update("delete from business")).isOne();
        });

        assertThat(tasks()).isZero();
    }

    @Test
    void refusesAWholeBatchAndNamesTheTask() {
        Task good = Task.of("bill", null);

        assertRefused(
                () -> engine.taskQueue().enqueueAll(List.of(good, good.withPriority(99), good)),
                "priority",
                List.of("task 2 of 3: priority is '99'"));
        assertThat(tasks()).isZero();
    }

    @Test
    void namesTheKnownKindsWhereOneIsUnknown() {
        transaction.executeWithoutResult(status -> {
            assertThatThrownBy(() -> engine.taskQueue().enqueue(Task.of("sendmail", null)))
                    .isInstanceOfSatisfying(UnknownKindException.class, e -> {
                        assertThat(e.field()).isEqualTo("kind");
                        assertThat(e.kind()).isEqualTo("sendmail");
                        assertThat(e.knownKinds()).containsExactly("bill", "send-mail");
                    })
                    .hasMessageContaining("kind 'sendmail' is unknown")
                    .hasMessageContaining("Known kinds: bill, send-mail");
            assertThat(inTransaction.queryForObject("select 1", Integer.class)).isOne();
        });
    }

    @Test
    void takesAKindThatIsOnlyInTheTable() {
        queue.jdbc().update("insert into pgqueue.kind (name) values ('elsewhere')");

        long id = engine.taskQueue().enqueue(Task.of("elsewhere", null)).taskId();

        assertThat(engine.taskAdmin().find(id)).isPresent();
        engine.taskAdmin().cancel(id, "test");
    }

    @Test
    void takesAKeyOf255CharactersBeyondTheBasicPlane() {
        String key = "é".repeat(253) + "😀";

        long id = engine.taskQueue()
                .enqueue(Task.of("bill", null).withExternalKey(key))
                .taskId();

        assertThat(engine.taskQueue().find("bill", key))
                .hasValueSatisfying(task -> assertThat(task.id()).isEqualTo(id));
        engine.taskAdmin().cancel(id, "test");
    }

    @Test
    void givesTheLargestNumbersBackAsTheyWere() {
        for (Object number : List.of(new BigDecimal("1e999"), new BigDecimal("1.5e-998"), BigInteger.TEN.pow(999))) {
            long id = engine.taskQueue().enqueue(of(number)).taskId();
            String stored = engine.taskAdmin().find(id).orElseThrow().payload();
            assertThat(new TestCodec().read(stored, number.getClass()))
                    .usingComparator((a, b) -> new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())))
                    .isEqualTo(number);
            engine.taskAdmin().cancel(id, "test");
        }
    }

    @Test
    void refusesToLookForAKeyThatCannotBe() {
        transaction.executeWithoutResult(status -> {
            assertRefused(() -> engine.taskQueue().find("bill", "k\0"), "externalKey", List.of("U+0000"));
            assertRefused(() -> engine.taskQueue().cancel("bill", "k\0", "why"), "externalKey", List.of("U+0000"));
            assertThat(inTransaction.queryForObject("select 1", Integer.class)).isOne();
        });
    }

    @Test
    void refusesAReasonThatCannotBeStored() {
        for (String reason : List.of("r".repeat(1_001), "\0", "\ud83d")) {
            assertRefused(() -> engine.taskQueue().cancel("bill", "k", reason), "reason", List.of("at most 1000"));
        }
    }

    private static void assertRefused(ThrowingCallable call, String field, List<String> messageParts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidTaskException.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.getMessage()).contains(messageParts);
        });
    }

    private static Arguments refused(String what, Task task, String field, String... messageParts) {
        return Arguments.of(what, task, field, List.of(messageParts));
    }

    private static Task of(Object payload) {
        return Task.of("bill", payload);
    }

    private static Task withHeaders(int count) {
        Task task = Task.of("bill", null);
        for (int i = 0; i < count; i++) {
            task = task.withHeader("h" + i, "v");
        }
        return task;
    }

    private long tasks() {
        Long count = queue.jdbc().queryForObject("select count(*) from pgqueue.task", Long.class);
        return count == null ? -1 : count;
    }

    /** Jackson calls the getter, which throws. */
    public static final class Unwritable {
        public String getName() {
            throw new IllegalStateException("no name");
        }
    }
}
