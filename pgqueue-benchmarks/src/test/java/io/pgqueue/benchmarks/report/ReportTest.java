package io.pgqueue.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Series.of(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(Series.of(9, 1, 3).median()).isEqualTo(3);
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        assertThat(Series.of(10, 30).dividedBy(Series.of(5, 10)).values()).containsExactly(2.0, 3.0);
        assertThatThrownBy(() -> Series.of(1).dividedBy(Series.of(1, 2))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatSeveralAreComparedWithIsShownOnce() {
        Report report = new Report();
        Figure base = new Figure("Processes", "1 process", "tasks/s", Series.of(1, 2), "");
        report.add(base);
        report.add(new Figure("Processes", "2 processes", "tasks/s", Series.of(1, 2), ""));
        report.add(new Figure("Processes", "1 process", "tasks/s", Series.of(1, 2), ""));

        assertThat(report.figures()).hasSize(2).startsWith(base);
    }

    @Test
    void aGoalIsReachedByItsMedian() {
        assertThat(Goal.atLeast("drain", "ratio", Series.of(0.1, 0.6, 0.7), 0.6, "")
                        .isReached())
                .isTrue();
        assertThat(Goal.atLeast("drain", "ratio", Series.of(0.59), 0.6, "").isReached())
                .isFalse();
        assertThat(Goal.atMost("latency", "p50", Series.of(3), "ms", 3, "").isReached())
                .isTrue();
        assertThat(Goal.atMost("latency", "p50", Series.of(3.1), "ms", 3, "").isReached())
                .isFalse();
    }

    @Test
    void aMedianThatMissesItsBoundIsNotRoundedToIt() {
        assertThat(Numbers.median(Goal.atLeast("", "", Series.of(0.5991), 0.6, "")))
                .isEqualTo("0.599");
    }

    @Test
    void theTerminalShowsTheGoalsInAlignedColumnsOfAtMost120() {
        Report report = new Report();
        report.add(Goal.atLeast("drain", "/ floor", Series.of(1234.5, 1300), 2, "not shown"));
        report.add(Goal.atMost("x".repeat(200), "y".repeat(200), Series.of(5e9, 7e9), "bytes", 700, ""));

        String table = MarkdownReport.terminal(report);

        assertThat(table.lines()).hasSize(3).allMatch(line -> line.length() <= 120);
        assertThat(table).contains("1,267.25").contains("1,234.50 - 1,300.00").doesNotContain("not shown");
    }
}
