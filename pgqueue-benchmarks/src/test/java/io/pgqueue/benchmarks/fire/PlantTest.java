package io.pgqueue.benchmarks.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.pgqueue.autoconfigure.migration.MigrationSettings;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.benchmarks.fire.ledger.Rule;
import io.pgqueue.benchmarks.server.BenchDatabase;
import io.pgqueue.benchmarks.server.BenchServer;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class PlantTest {

    @Test
    void aBugIsNotShownByRulesThatSomethingElseBroke() {
        assertThat(Plant.EARLY_CURSOR.isShownBy(Set.of(Rule.EVENT_ORDER, Rule.COMMITTED_RAN)))
                .isTrue();
        assertThat(Plant.EARLY_CURSOR.isShownBy(Set.of(Rule.COMMITTED_RAN, Rule.NOTHING_LEFT)))
                .isFalse();
        assertThat(Plant.NO_FENCE.isShownBy(Set.of())).isFalse();
    }

    @Test
    void eachBugCanBePlantedOnceInTheFunctionsAsTheyAre() throws Exception {
        try (BenchServer server = BenchServer.start()) {
            BenchDatabase database = server.create();
            DataSource dataSource = new DriverManagerDataSource(database.jdbcUrl(), database.user(), "");
            new SchemaMigrator(dataSource, "pgqueue", MigrationSettings.standard()).afterPropertiesSet();

            for (Plant plant : Plant.values()) {
                assertThatCode(() -> plant.in(dataSource)).as(plant.name()).doesNotThrowAnyException();
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> Plant.NO_FENCE.in(dataSource))
                    .withMessageContaining("the function complete has no");
        }
    }
}
