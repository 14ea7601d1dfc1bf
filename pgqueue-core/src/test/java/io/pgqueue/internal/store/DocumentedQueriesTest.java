package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements in the pages of docs/ run, and the queries among them find what they are there to find. */
@Tag("database")
class DocumentedQueriesTest {

    private static final Path PAGES = Path.of("..", "docs");
    private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)\n```", Pattern.DOTALL);
    private static final long TASK_OF_THE_EXAMPLE = 4711;
    private static final long EVENT_OF_THE_EXAMPLE = 17;

    private final TestDatabase database = TestDatabase.withSchema();
    private QueueSession session;

    @BeforeEach
    void openWithSomethingToFind() throws SQLException {
        session = new QueueSession(database.direct().getConnection(), "pgqueue");
        session.run("select pgqueue.register_kind('refund')");
        session.run("select setval('pgqueue.task_id', ?, false)", TASK_OF_THE_EXAMPLE);
        for (String kind : List.of("send-confirmation", "book-movement")) {
            session.run("select pgqueue.register_kind(?)", kind);
            session.run("select pgqueue.log_transitions(?)", kind);
            session.run("select pgqueue.enqueue(?)", kind);
        }
        session.run("select pgqueue.fail_task(t.id, t.attempt, t.token, 'it broke', retry => false)"
                + " from pgqueue.get_task('{send-confirmation,book-movement}', 2) t");
        session.run("""
                insert into pgqueue.schedule (name, edited, next_slot)
                values ('nightly', '{"kind": "refund", "every_millis": 1000}', now())""");
        session.run("""
                with event as (insert into pgqueue.outbox (id, created_at, parked, aggregate_type, aggregate_id, event_type)
                               values (?, now(), true, 'order', '1', 'order-placed') returning *)
                insert into pgqueue.outbox_block (aggregate_type, aggregate_id, event_id, attempts, next_attempt_at)
                select aggregate_type, aggregate_id, id, 10, 'infinity' from event""", EVENT_OF_THE_EXAMPLE);
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        database.close();
    }

    @ParameterizedTest
    @MethodSource("statements")
    void runsAndFindsSomething(String statement) throws SQLException {
        Roles.grant(database);
        // roles are the server's, and not for the other tests
        session.connection().setAutoCommit(false);
        if (statement.startsWith("select")) {
            assertThat(session.query(statement, row -> row)).isNotEmpty();
        } else {
            session.run(statement);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resend_event", "skip_event"})
    void findTheEventOfTheExample(String function) throws SQLException, IOException {
        List<String> calls = statements().stream()
                .filter(statement -> statement.contains(function))
                .toList();

        assertThat(calls).hasSize(1);
        assertThat(session.query(calls.get(0), row -> row.getBoolean(1))).containsExactly(true);
    }

    @Test
    void areOnEachPageThatShowsSome() throws IOException {
        assertThat(statements()).hasSizeGreaterThan(6).anyMatch(statement -> statement.startsWith("create role"));
    }

    /** Selects one by one; what else a block holds belongs together. */
    private static List<String> statements() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .map(DocumentedQueriesTest::read)
                    .flatMap(page -> BLOCK.matcher(page).results().map(match -> match.group(1)))
                    .flatMap(block -> block.startsWith("select") ? Stream.of(block.split(";\\s*")) : Stream.of(block))
                    .toList();
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
