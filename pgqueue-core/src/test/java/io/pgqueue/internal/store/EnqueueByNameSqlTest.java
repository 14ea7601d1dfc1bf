package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Adding tasks by the functions for psql, triggers and other languages, as somebody types them. */
@Tag("database")
class EnqueueByNameSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;

    @BeforeEach
    void registerKind() throws SQLException {
        session = database.session();
        session.run("select pgqueue.register_kind('mail')");
    }

    @Test
    void aKindAndAPayloadAreEnough() throws SQLException {
        assertThat(session.text("select added from pgqueue.enqueue('mail', '{\"to\": \"ada\"}')"))
                .isEqualTo("t");

        assertThat(session.text("select format('%s %s %s %s', kind, status, priority, payload) from pgqueue.tasks"))
                .isEqualTo("mail new 5 {\"to\": \"ada\"}");
    }

    @Test
    void eachFieldOfATaskCanBeSaid() throws SQLException {
        session.run("select pgqueue.enqueue('mail', '1', 'key-1', '1 hour', 3, '{\"trace\": \"abc\"}')");
        session.run("select pgqueue.enqueue('mail', available_at => '2024-03-04 05:06:07Z', priority => 0)");

        assertThat(session.text("""
                        select string_agg(format('%s %s %s %s', external_key, priority, headers,
                            available_at between now() + interval '59 min' and now() + interval '61 min'
                            or available_at = '2024-03-04 05:06:07Z'), ', ' order by id) from pgqueue.tasks""")).isEqualTo("key-1 3 {\"trace\": \"abc\"} t,  0  t");
    }

    @Test
    void aKeyThatIsTakenIsKeptReplacedOrAddedAnewOnceClosed() throws SQLException {
        String id = session.text("select task_id from pgqueue.enqueue('mail', '1', 'a')");

        assertThat(session.text("select task_id || ' ' || added from pgqueue.enqueue('mail', '2', 'a')"))
                .isEqualTo(id + " false");
        assertThat(session.text("select payload from pgqueue.tasks")).isEqualTo("1");
        session.run("select pgqueue.enqueue('mail', '3', 'a', on_duplicate => 'replace_waiting')");
        assertThat(session.text("select payload from pgqueue.tasks")).isEqualTo("3");
        session.run("select pgqueue.cancel_task('mail', 'a')");
        assertThat(session.text("select added from pgqueue.enqueue('mail', '4', 'a', on_duplicate => 'add_if_closed')"))
                .isEqualTo("t");
    }

    @Test
    void manyAreAddedInOneStatementAndAnsweredInTheirOrder() throws SQLException {
        session.run("select pgqueue.enqueue('mail', '0', 'b')");

        assertThat(session.query(
                        "select * from pgqueue.enqueue_many('mail', array['1', '2', '3']::jsonb[], '{a,b,c}')",
                        row -> row.getString("added")))
                .containsExactly("t", "f", "t");
        assertThat(session.query(
                        "select * from pgqueue.enqueue_many('mail', '{1,2}', priority => 2)",
                        row -> row.getString("added")))
                .containsExactly("t", "t");
        assertThat(session.number("select count(*) from pgqueue.enqueue_many('mail', '{}')"))
                .isZero();
        assertThat(session.text(
                        "select string_agg(payload::text, ',' order by id) from pgqueue.tasks where priority = 2"))
                .isEqualTo("1,2");
    }

    @Test
    void tasksOfAnOrderingKeyWaitForThoseBeforeThem() throws SQLException {
        session.run("select pgqueue.enqueue('mail', '1', ordering_key => 'a')");
        session.run("select pgqueue.enqueue('mail', '2', ordering_key => 'a', partition_key => 'tenant')");
        session.run("select pgqueue.enqueue_many('mail', '{3,4}', ordering_key => 'b', partition_key => 'tenant')");

        assertThat(session.query("""
                        select format('%s %s %s', payload, ordering_key, partition_key)
                        from pgqueue.task order by id""", row -> row.getString(1)))
                .containsExactly("1 a ", "2 a tenant", "3 b tenant", "4 b tenant");
        assertThat(session.query("select payload::text from pgqueue.get_task('{mail}', 10)", row -> row.getString(1)))
                .containsExactly("1", "3");
    }

    @Test
    void eachOfManyMayHaveAnOrderingKeyAndAPartitionOfItsOwn() throws SQLException {
        session.run("select pgqueue.enqueue_many('mail', '{1,2,3,4}', ordering_keys => '{a,b,a,null}',"
                + " partition_keys => array['x', null, 'y', 'x'])");

        assertThat(session.query("""
                        select format('%s %s %s', payload, ordering_key, partition_key)
                        from pgqueue.task order by id""", row -> row.getString(1))).containsExactly("1 a x", "2 b ", "3 a y", "4  x");
    }

    @Test
    void aTriggerAddsATaskThatCommitsAndRollsBackWithItsRow() throws SQLException {
        session.run("create table customer (id int, name text)");
        session.run("""
                create function greet() returns trigger language plpgsql as $$
                begin
                    perform pgqueue.enqueue('mail', to_jsonb(new));
                    return new;
                end $$""");
        session.run("create trigger greet after insert on customer for each row execute function greet()");
        try {
            session.connection().setAutoCommit(false);
            session.run("insert into customer values (1, 'Ada')");
            session.connection().rollback();
            session.run("insert into customer values (2, 'Bob')");
            session.connection().commit();

            assertThat(session.text("select string_agg(payload ->> 'name', ',') from pgqueue.tasks"))
                    .isEqualTo("Bob");
        } finally {
            session.run("drop table customer; drop function greet()");
            session.connection().commit();
        }
    }

    @Test
    void nobodyIsNotifiedUnlessAsked() throws SQLException {
        QueueSession instance = listener();

        session.run("select pgqueue.enqueue('mail')");
        session.run("select pgqueue.enqueue_many('mail', '{1}')");
        assertThat(heard(instance)).isEmpty();
        session.run("select pgqueue.enqueue('mail', notify => true)");
        session.run("select pgqueue.enqueue_many('mail', '{1}', notify => true)");
        session.run("select pgqueue.enqueue('mail', '1', 'key', notify => true)");

        String notice = ";" + session.kind("mail") + ";";
        assertThat(heard(instance)).containsExactly(notice, notice, notice);
    }

    @Test
    void whatIsWrongIsSaidByItsName() {
        assertRefused("select pgqueue.enqueue('male')", "PQ002", "there is no kind \"male\"");
        assertRefused("select pgqueue.enqueue('mail', null, '')", "PQ003", "external_key must");
        assertRefused("select pgqueue.enqueue('mail', priority => 10)", "PQ003", "priority must");
        assertRefused("select pgqueue.enqueue('mail', delay => '-1 s')", "PQ003", "delay must");
        assertRefused("select pgqueue.enqueue('mail', available_at => 'infinity')", "PQ003", "available_at must");
        assertRefused("select pgqueue.enqueue('mail', headers => '{\"a\": 1}')", "PQ003", "headers must");
        assertRefused("select pgqueue.enqueue('mail', headers => '[]')", "PQ003", "headers must");
        assertRefused("select pgqueue.enqueue('mail', on_duplicate => 'fail')", "PQ003", null);
        assertRefused("select pgqueue.enqueue('mail', ordering_key => '')", "PQ003", "ordering_key must");
        assertRefused("select pgqueue.enqueue_many('mail', '{1}', ordering_key => '')", "PQ003", "ordering_key must");
        assertRefused(
                "select pgqueue.enqueue('mail', partition_key => repeat('a', 256))", "PQ003", "partition_key must");
        assertRefused("select pgqueue.enqueue('mail', null, 'a', on_duplicate => 'fail')", "PQ003", "on_duplicate");
        assertRefused("select pgqueue.enqueue_many('mail', '{1,2}', '{a}')", "PQ003", "external_keys must");
        assertRefused(
                "select pgqueue.enqueue_many('mail', '{1,2}', ordering_keys => '{a}')",
                "PQ003",
                "ordering_keys must have one for each of the 2 payloads");
        assertRefused(
                "select pgqueue.enqueue_many('mail', '{1,2}', partition_keys => array['a', ''])",
                "PQ003",
                "partition_keys must have 1 to 255");
        assertRefused(
                "select pgqueue.enqueue_many('mail', '{1}', ordering_key => 'a', ordering_keys => '{a}')",
                "PQ003", "either one key for all");
    }

    private QueueSession listener() throws SQLException {
        QueueSession instance = database.session();
        instance.run("listen pgqueue_wake");
        return instance;
    }

    private static List<String> heard(QueueSession instance) throws SQLException {
        instance.run("select 1"); // what was sent before has arrived with this answer
        PGNotification[] notifications =
                instance.connection().unwrap(PGConnection.class).getNotifications();
        return notifications == null
                ? List.of()
                : List.of(notifications).stream()
                        .map(PGNotification::getParameter)
                        .toList();
    }

    private void assertRefused(String sql, String state, String message) {
        ThrowingCallable call = () -> session.run(sql);
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state))
                .hasMessageContaining(message == null ? "" : message);
    }
}
