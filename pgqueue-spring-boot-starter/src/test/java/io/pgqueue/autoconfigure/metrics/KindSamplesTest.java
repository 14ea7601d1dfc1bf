package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;

@ExtendWith(OutputCaptureExtension.class)
class KindSamplesTest {

    private static final String WARNING = "Cannot read the counts of tasks";

    private final List<KindInfo> stored = new ArrayList<>();
    private boolean databaseIsAway;
    private final KindSamples samples = new KindSamples(this::read);

    @Test
    void aCountIsTheSampledOne() {
        stored.add(SampledKind.of("mail", Map.of(TaskStatus.NEW, 7L), null));
        samples.refresh();

        assertThat(samples.count("mail", TaskStatus.NEW)).isEqualTo(7);
        assertThat(samples.count("mail", TaskStatus.SUCCEEDED)).isZero();
    }

    @Test
    void lagIsTheAgeThatTheOldestRunnableTaskHadWhenItWasSampled() {
        stored.add(SampledKind.of("mail", Map.of(), SampledKind.SAMPLED_AT.minusMillis(2_500)));
        samples.refresh();

        assertThat(samples.lag("mail")).isEqualTo(2.5);
    }

    @Test
    void lagIsZeroWhenNothingCouldRun() {
        stored.add(SampledKind.of("mail", Map.of(), null));
        samples.refresh();

        assertThat(samples.lag("mail")).isZero();
    }

    @Test
    void aKindThatWasNeverSampledHasNoValue() {
        stored.add(SampledKind.neverSampled("mail"));
        samples.refresh();

        assertThat(samples.names()).containsExactly("mail");
        assertThat(samples.count("mail", TaskStatus.NEW)).isNaN();
        assertThat(samples.lag("mail")).isNaN();
    }

    @Test
    void valuesAreUnknownWhileTheDatabaseIsAwayAndComeBackWithIt() {
        stored.add(SampledKind.of("mail", Map.of(TaskStatus.NEW, 7L), null));
        samples.refresh();
        databaseIsAway = true;
        samples.refresh();
        assertThat(samples.count("mail", TaskStatus.NEW)).isNaN();

        databaseIsAway = false;
        samples.refresh();

        assertThat(samples.count("mail", TaskStatus.NEW)).isEqualTo(7);
    }

    @Test
    void anOutageIsLoggedOnceAndSoIsItsEnd(CapturedOutput output) {
        databaseIsAway = true;
        samples.refresh();
        samples.refresh();
        assertThat(output.getAll().split(WARNING, -1)).hasSize(2);

        databaseIsAway = false;
        samples.refresh();
        samples.refresh();
        assertThat(output.getAll().split("can be read again", -1)).hasSize(2);
    }

    private List<KindInfo> read() {
        if (databaseIsAway) {
            throw new DataAccessResourceFailureException("connection refused");
        }
        return List.copyOf(stored);
    }
}
