package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.Release;
import io.pgqueue.internal.store.Outcome.Success;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A worker may hold two claims of one task: the first one was taken from it, which it has not learnt yet, and it has
 * claimed the task again.
 */
@Tag("database")
class OutcomeStoreTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private OutcomeStore store;
    private int mail;
    private int worker;
    private Claim lost;
    private Claim held;

    @BeforeEach
    void claimATaskTwice() throws SQLException {
        session = database.session();
        mail = session.kind("mail");
        worker = session.worker("host-1");
        Database queue = new Database(database.dataSource(), "pgqueue");
        store = new OutcomeStore(queue, "host-1");
        session.enqueue(TestRow.of(mail));
        List<Claimed> first = session.claim(worker, mail, 1);
        session.release(worker, first);
        lost = claim(first.get(0));
        Claimed second = session.claim(worker, mail, 1).get(0).withToken(2);
        session.run("update pgqueue.task set token = 2");
        held = claim(second);
    }

    @Test
    void ofTwoClaimsOfATaskOnlyTheOneThatHoldsItIsRecorded() throws SQLException {
        assertThat(store.record(
                        List.of(new Success(lost, "1", true, List.of()), new Success(held, "2", true, List.of()))))
                .containsOnlyKeys(held);
        assertThat(session.text("select result::text from pgqueue.closed_task")).isEqualTo("2");
    }

    @Test
    void whatTheLostClaimCameToSaysNothingOfTheOther() {
        assertThat(store.record(List.of(
                        new Release(lost),
                        new Failure(held, 0L, true, null, 0, null),
                        new Success(lost, null, true, List.of()))))
                .containsExactly(Map.entry(held, TaskStatus.MUST_RETRY));
    }

    @Test
    void onlyTheFollowUpsOfTheClaimThatHoldsTheTaskAreAdded() throws SQLException {
        store.record(List.of(
                new Success(held, null, true, List.of(followUp("held"))),
                new Success(lost, null, true, List.of(followUp("lost")))));

        assertThat(session.text("select string_agg(external_key, ',') from pgqueue.task"))
                .isEqualTo("held");
    }

    private NewTask followUp(String key) {
        return new NewTask(mail, key, null, null, 5, null, null, 0, null, null);
    }

    private Claim claim(Claimed task) {
        return new Claim(task.id(), task.attempt(), task.token(), worker);
    }
}
