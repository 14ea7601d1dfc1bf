package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What SQL sets of a kind at run time: of one that there is, and within bounds that no claim and no purge fails of. */
@Tag("database")
class KindSettingsSqlTest {

    private static final String NO_SUCH_KIND = "PQ002";
    private static final String OUT_OF_BOUNDS = "PQ003";
    private static final String LOG = "select format('%s %s', logged, log_ttl) from pgqueue.kind";

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession session;
    private Limits limits;

    @BeforeEach
    void register() throws SQLException {
        session = database.session();
        limits = new Limits(session, session.kind("mail"));
    }

    @Test
    void refusesWhatIsNoLimit() throws SQLException {
        for (String limit : List.of(
                "max_running => 0",
                "max_running => 1000001",
                "max_started => 5",
                "period => '1 minute'",
                "max_started => -1, period => '1 minute'",
                "max_started => 5, period => '0'",
                "max_started => 5, period => '9000 years'",
                "partition_max_running => -1",
                "partition_max_started => 5",
                "partition_max_started => 5, partition_period => '1 year'")) {
            assertRefused(OUT_OF_BOUNDS, "select pgqueue.set_limits('mail', " + limit + ")");
        }
        assertThat(session.number("select count(*) from pgqueue.kind_limit")).isZero();
    }

    @Test
    void theEngineIsRefusedALimitWithoutAPeriodToo() {
        assertThatThrownBy(() -> limits.started(5, null)).hasFieldOrPropertyWithValue("SQLState", OUT_OF_BOUNDS);
    }

    @Test
    void limitsAreSetAndForgottenByTheNameOfTheKind() throws SQLException {
        limits.add(null, 5);

        session.run("select pgqueue.set_limits('mail', max_started => 2, period => '365 days')");
        assertThat(taken()).isEqualTo(2);
        assertThat(session.text("select pgqueue.reset_limits('mail')")).isEqualTo("t");
        assertThat(session.text("select pgqueue.reset_limits('mail')")).isEqualTo("f");
        assertThat(taken()).isEqualTo(3);
    }

    @Test
    void doesNotPassOverANameThatIsMisspelt() {
        for (String call : List.of("set_limits('mial', 2)", "reset_limits('mial')", "log_transitions('mial')")) {
            assertRefused(NO_SUCH_KIND, "select pgqueue." + call);
        }
    }

    @Test
    void refusesATtlOfTheLogThatNoPurgeCouldGoBy() throws SQLException {
        for (String ttl : List.of("9000 years", "3661 days", "-1 day")) {
            assertRefused(OUT_OF_BOUNDS, "select pgqueue.log_transitions('mail', ttl => '" + ttl + "')");
        }
        assertThat(session.text(LOG)).isEqualTo("f ");
    }

    @Test
    void aTtlOfNothingTurnsTheLogOffAndKeepsWhatWasLoggedForAsLongAsBefore() throws SQLException {
        session.run("select pgqueue.log_transitions('mail', ttl => '3660 days')");
        session.run("select pgqueue.log_transitions('mail', ttl => '0')");

        assertThat(session.text(LOG)).isEqualTo("f 3660 days");
        assertThat(session.number("select pgqueue.purge_log(10)")).isZero();
    }

    private long taken() throws SQLException {
        return session.number("select count(*) from pgqueue.get_task('{mail}', 10)");
    }

    private void assertRefused(String state, String sql) {
        assertThatThrownBy(() -> session.run(sql)).as(sql).hasFieldOrPropertyWithValue("SQLState", state);
    }
}
