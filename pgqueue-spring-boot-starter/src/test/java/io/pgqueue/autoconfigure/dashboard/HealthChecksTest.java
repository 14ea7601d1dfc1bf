package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.DatabaseHealth;
import io.pgqueue.DatabaseHealth.HorizonHolder;
import io.pgqueue.DatabaseHealth.TableHealth;
import io.pgqueue.autoconfigure.dashboard.HealthChecks.Check;
import io.pgqueue.autoconfigure.dashboard.HealthChecks.Status;
import io.pgqueue.engine.EngineState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check on both sides of its thresholds, and what it says to do. */
class HealthChecksTest {

    private static final EngineState WELL = engine(true, true, null);

    @ParameterizedTest
    @CsvSource({
        "SESSION,  PT5M,     OK",
        "SESSION,  PT5M1S,   WARNING",
        "SESSION,  PT1H,     WARNING",
        "SESSION,  PT1H1S,   ERROR",
        "PREPARED, PT5M1S,   WARNING",
        "PREPARED, PT1H1S,   ERROR"
    })
    void aTransactionIsJudgedByItsAge(HorizonHolder.Type type, Duration age, Status status) {
        assertThat(horizon(holder(type, age, 5_000_000)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "SLOT,    1000000,    OK",
        "SLOT,    1000001,    WARNING",
        "SLOT,    2000000000, WARNING",
        "STANDBY, 1000000,    OK",
        "STANDBY, 1000001,    WARNING",
        "STANDBY, 2000000000, WARNING"
    })
    void whatHasNoTransactionIsJudgedByHowManyItHoldsBack(HorizonHolder.Type type, long transactions, Status status) {
        assertThat(horizon(holder(type, null, transactions)).status()).isEqualTo(status);
    }

    @Test
    void theWorstHolderIsNamedWithWhatToDoAboutIt() {
        Check session = horizon(
                holder(HorizonHolder.Type.SESSION, Duration.ofMinutes(10), 10),
                holder(HorizonHolder.Type.SESSION, Duration.ofHours(3), 1));
        assertThat(session.detail()).contains("Session 4711 of 'report'").contains("for 3 hours");
        assertThat(session.advice()).contains("pg_terminate_backend(4711)");

        Check standby = horizon(holder(HorizonHolder.Type.STANDBY, null, 2_000_000));
        assertThat(standby.detail()).isEqualTo("Standby 'report' holds it back by 2000000 transactions.");
        assertThat(standby.advice()).contains("hot_standby_feedback").doesNotContain("pg_terminate_backend");

        assertThat(horizon(holder(HorizonHolder.Type.SLOT, null, 2_000_000)).advice())
                .contains("pg_drop_replication_slot('report')");
        assertThat(horizon(holder(HorizonHolder.Type.PREPARED, Duration.ofHours(2), 1))
                        .advice())
                .contains("rollback prepared 'report'");
    }

    @ParameterizedTest
    @CsvSource({"100000, 0,      OK", "100001, 0,      WARNING", "100001, 100000, WARNING", "100001, 100001, OK"})
    void deadRowsAreTooManyIfTheyAreMoreThanLiveOnes(long dead, long live, Status status) {
        TableHealth table = new TableHealth("task", live, dead, 1, null, null);
        Check check = check("dead-tuples", health(0, 1, 1, List.of(), List.of(table)));

        assertThat(check.status()).isEqualTo(status);
        assertThat(check.advice().isEmpty()).isEqualTo(status == Status.OK);
    }

    @ParameterizedTest
    @CsvSource({"0.1, OK", "0.11, WARNING", "0.5, WARNING", "0.51, ERROR"})
    void theQueueOfNotificationsIsJudgedByHowFullItIs(double usage, Status status) {
        Check check = check("notify-queue", health(usage, 1, 1, List.of(), List.of()));

        assertThat(check.status()).isEqualTo(status);
        assertThat(check.advice().isEmpty()).isEqualTo(status == Status.OK);
    }

    @ParameterizedTest
    @CsvSource({"80, OK", "81, WARNING", "95, WARNING", "96, ERROR"})
    void connectionsAreJudgedByHowManyAreInUse(int used, Status status) {
        Check check = check("connections", health(0, used, 1, List.of(), List.of()));

        assertThat(check.status()).isEqualTo(status);
        assertThat(check.detail()).startsWith(used + " of 100");
    }

    @ParameterizedTest
    @CsvSource({"500000000, OK", "500000001, WARNING", "1500000000, WARNING", "1500000001, ERROR"})
    void transactionIdsAreJudgedByTheOldest(long oldest, Status status) {
        assertThat(check("transaction-ids", health(0, 1, oldest, List.of(), List.of()))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void thisInstanceIsJudgedByItsControlSessionAndItsLastClaim() {
        assertThat(processing(WELL).status()).isEqualTo(Status.OK);
        assertThat(processing(engine(true, false, null)).status()).isEqualTo(Status.WARNING);
        assertThat(processing(engine(true, true, "refused")).status()).isEqualTo(Status.ERROR);
        assertThat(processing(engine(true, true, "refused")).detail()).contains("refused");
        assertThat(processing(engine(false, false, "refused")).status()).isEqualTo(Status.OK);
    }

    @Test
    void aDatabaseThatIsAwayIsOneError() {
        List<Check> checks = HealthChecks.of("north", null, "timed out", WELL);

        assertThat(checks).extracting(Check::code).containsExactly("database", "processing");
        assertThat(checks.get(0).status()).isEqualTo(Status.ERROR);
        assertThat(checks.get(0).detail()).contains("timed out");
        assertThat(checks).extracting(Check::shard).containsOnly("north");
    }

    private static Check horizon(HorizonHolder... holders) {
        return check("horizon", health(0, 1, 1, List.of(holders), List.of()));
    }

    private static Check processing(EngineState engine) {
        return HealthChecks.of(null, null, "away", engine).get(1);
    }

    private static Check check(String code, DatabaseHealth health) {
        return HealthChecks.of(null, health, null, WELL).stream()
                .filter(check -> check.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    private static DatabaseHealth health(
            double notifyUsage, int used, long oldest, List<HorizonHolder> horizon, List<TableHealth> tables) {
        return new DatabaseHealth(Instant.EPOCH, notifyUsage, used, 100, oldest, horizon, tables);
    }

    private static HorizonHolder holder(HorizonHolder.Type type, @Nullable Duration age, long transactions) {
        return new HorizonHolder(type, 4711, "report", null, "active", age, transactions, null);
    }

    private static EngineState engine(boolean running, boolean listening, @Nullable String error) {
        return new EngineState(running, 1, listening, null, null, error, 0, List.of());
    }
}
