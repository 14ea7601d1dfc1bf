package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("database")
class PartitionLimitSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Limits limits;
    private int mail;
    private int worker;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        mail = session.kind("mail");
        worker = session.worker("host-1");
        limits = new Limits(session, mail);
    }

    @Test
    void eachPartitionHasItsOwnLimit() throws SQLException {
        limits.perPartition(2, null, null);
        limits.add("a", 10);
        limits.add("b", 1);
        limits.add("c", 10);

        assertThat(claim(100)).hasSize(5);
        assertThat(limits.runningPartitions()).containsExactly("a", "a", "b", "c", "c");
        assertThat(claim(100)).isEmpty();
    }

    @Test
    void theKindsLimitHoldsAsWellAndPartitionsTakeTurns() throws SQLException {
        limits.set(2, null, null, 1, null, null);
        for (String partition : List.of("a", "b", "c", "d", "e")) {
            limits.add(partition, 3);
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            List<Claimed> claimed = claim(100);
            assertThat(claimed).hasSize(2);
            order.addAll(limits.runningPartitions());
            session.complete(worker, claimed, null, false);
        }

        assertThat(order).containsExactly("a", "b", "c", "d", "a", "e", "b", "c", "d", "e");
    }

    @Test
    void tasksWithoutAPartitionShareOne() throws SQLException {
        limits.add(null, 5);
        limits.perPartition(2, null, null);
        limits.add("", 5);
        limits.add("a", 5);

        assertThat(claim(100)).hasSize(4);
        assertThat(limits.runningPartitions()).containsExactly("", "", "a", "a");
    }

    @Test
    void aTaskWithoutAPartitionIsFoundBehindABacklogOfOthersInTheEnd() throws SQLException {
        limits.perPartition(1, null, null);
        limits.add("a", 300);
        limits.add(null, 1);
        assertThat(claim(100)).hasSize(1);
        assertThat(claim(100)).isEmpty();

        session.purge(10);

        assertThat(claim(100)).hasSize(1);
    }

    @Test
    void startsInAPeriodAreCountedForEachPartition() throws SQLException {
        limits.perPartition(null, 3, "1 hour");
        limits.add("a", 10);
        limits.add("b", 2);

        assertThat(claim(100)).hasSize(5);
        assertThat(claim(100)).isEmpty();
        assertThat(limits.nextDue()).isBetween(3_540_000L, 3_600_000L);
        session.run(
                "update pgqueue.limit_start set started_at = started_at - interval '1 hour' where partition_key = 'a'");
        assertThat(claim(100)).hasSize(3);
    }

    @Test
    void urgentTasksOfAPartitionComeFirst() throws SQLException {
        limits.perPartition(1, null, null);
        List<Long> ids = limits.add("a", 3);
        session.run("update pgqueue.task set priority = 0 where id = ?", ids.get(2));

        assertThat(claim(100)).extracting(Claimed::id).containsExactly(ids.get(2));
    }

    @Test
    void aWalkRoundManyFullPartitionsIsSharedOutAmongClaims() throws SQLException {
        limits.perPartition(1, null, null);
        addOneEach("full-", 2_000, 2);
        int claimed = 0;
        for (int i = 0; i < 20 && claimed < 2_000; i++) {
            claimed += claim(1_000).size();
        }
        assertThat(claimed).isEqualTo(2_000);

        limits.add("full-5 and late", 1);
        List<Claimed> found = new ArrayList<>();
        int claims = 0;
        while (found.isEmpty() && claims < 10) {
            found.addAll(claim(1_000));
            claims++;
            assertThat(lookAt()).isLessThanOrEqualTo(1_000);
        }
        assertThat(found).hasSize(1);
        assertThat(claims).as("each asks for the next one at once").isGreaterThan(1);
    }

    @Test
    void partitionsWhoseNamesSortOddlyAreAllServed() throws SQLException {
        limits.perPartition(1, null, null);
        TreeSet<String> names = new TreeSet<>(List.of("", " ", "A", "Z", "a", "z", "_", "ä", "ß", "日本", "a b", "a-b"));
        for (String name : names) {
            limits.add(name, 2);
        }
        for (int round = 0; round < 2; round++) {
            List<Claimed> claimed = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                claimed.addAll(claim(1));
            }
            assertThat(new TreeSet<>(limits.runningPartitions())).isEqualTo(names);
            session.complete(worker, claimed, null, false);
        }
        assertThat(session.number("select count(*) from pgqueue.task")).isZero();
    }

    @Test
    void aTaskThatIsRetriedKeepsItsPartition() throws SQLException {
        limits.perPartition(1, null, null);
        limits.add("a", 1);
        session.fail(worker, claim(1), null);
        session.retry(mail, 1, 1);

        claim(1);
        assertThat(limits.runningPartitions()).containsExactly("a");
    }

    @Test
    void aTaskThatIsClosedStillSaysItsPartition() throws SQLException {
        limits.add("done", 1);
        session.complete(worker, claim(1), null, true);
        limits.add("failed", 1);
        session.fail(worker, claim(1), null);
        session.cancel(limits.add("cancelled", 1).get(0), "by hand");

        assertThat(session.query(
                        "select status || ' ' || partition_key from pgqueue.tasks order by id",
                        row -> row.getString(1)))
                .containsExactly("succeeded done", "no_attempts_left failed", "cancelled cancelled");
    }

    /** In how many milliseconds the last claim wants another. */
    private long lookAt() throws SQLException {
        return session.number("select extract(epoch from look_at - clock_timestamp()) * 1000 from pgqueue.limit_state");
    }

    private void addOneEach(String prefix, int partitions, int each) throws SQLException {
        session.query(
                "select count(*) from pgqueue.enqueue(array_fill(?::int, array[?::int]), null, null, null,"
                        + " array_fill(5::smallint, array[?::int]), null, null, null,"
                        + " p_partition_keys => array(select ? || g % ? from generate_series(1, ?) g))",
                row -> 0, mail, partitions * each, partitions * each, prefix, partitions, partitions * each);
    }

    private List<Claimed> claim(int most) throws SQLException {
        return session.claim(worker, mail, most);
    }
}
