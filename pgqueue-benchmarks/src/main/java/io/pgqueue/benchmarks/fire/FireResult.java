package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.ledger.Anomaly;
import io.pgqueue.benchmarks.fire.ledger.Checker.Verdict;
import io.pgqueue.benchmarks.fire.ledger.Rule;
import io.pgqueue.benchmarks.report.Environment;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a run.
 *
 * @param environment where it was made, and by what command
 * @param struck how often each fault came about
 * @param skipped faults that could not be done here, and why
 */
record FireResult(
        FirePlan plan,
        Environment environment,
        Map<String, Integer> struck,
        Map<String, String> skipped,
        Verdict verdict,
        Duration took) {

    int faults() {
        return struck.values().stream().mapToInt(Integer::intValue).sum();
    }

    boolean isClean() {
        return verdict.anomalies().isEmpty();
    }

    /** Whether the bug that was planted has shown; false if none was planted. */
    boolean foundPlant() {
        return plan.plant().map(plant -> plant.isShownBy(broken().keySet())).orElse(false);
    }

    /** Whether a bug was planted and has not shown. */
    boolean missedPlant() {
        return plan.plant().isPresent() && !foundPlant();
    }

    /** What came of this run, with the faults and the time of one before it that found nothing. */
    FireResult after(FireResult before) {
        Map<String, Integer> together = new TreeMap<>(before.struck);
        struck.forEach((fault, times) -> together.merge(fault, times, Integer::sum));
        return new FireResult(plan, environment, together, skipped, verdict, took.plus(before.took));
    }

    /** How often each rule was broken that was. */
    Map<Rule, Long> broken() {
        return verdict.anomalies().stream()
                .collect(Collectors.groupingBy(Anomaly::rule, TreeMap::new, Collectors.counting()));
    }
}
