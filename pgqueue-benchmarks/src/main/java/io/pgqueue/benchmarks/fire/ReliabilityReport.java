package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.fault.Fault;
import io.pgqueue.benchmarks.fire.fault.Faults;
import io.pgqueue.benchmarks.fire.ledger.Checker.Tally;
import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.benchmarks.fire.ledger.Rule;
import io.pgqueue.benchmarks.report.Environment;
import io.pgqueue.benchmarks.report.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The page of the documentation: what a run is, from a text of its own, and what the last one came to. */
final class ReliabilityReport {

    private static final String TEXT = "reliability.md";
    private static final String RESULTS = "{results}";

    private final StringBuilder out = new StringBuilder();

    private ReliabilityReport() {}

    /** Writes the page of a run, and of the runs with planted bugs that came after it. */
    static void write(FireResult result, List<FireResult> planted, Path file) throws IOException {
        String text;
        try (InputStream stream = Objects.requireNonNull(ReliabilityReport.class.getResourceAsStream(TEXT), TEXT)) {
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.writeString(file, text.replace(RESULTS, new ReliabilityReport().results(result, planted)));
    }

    private String results(FireResult result, List<FireResult> planted) {
        Environment environment = result.environment();
        say(
                "On %s, in %d min, by `%s`; the seed was %d.",
                environment.date(),
                result.took().toMinutes(),
                environment.commandLine(),
                result.plan().seed());
        say(
                result.isClean() ? "**%d faults, no anomaly.**" : "**%d faults, and %d anomalies.**",
                result.faults(),
                result.verdict().anomalies().size());
        faults(result);
        rules(result);
        figures(result);
        planted(planted);
        where(environment);
        return out.toString().stripTrailing();
    }

    private void faults(FireResult result) {
        Table table = new Table("fault", "times", "what happens");
        for (Fault fault : Faults.all()) {
            String times = result.skipped().containsKey(fault.name())
                    ? "skipped: " + result.skipped().get(fault.name())
                    : String.valueOf(result.struck().getOrDefault(fault.name(), 0));
            table.row(named(fault.name()), times, fault.says());
        }
        append("What was broken", table);
    }

    private void rules(FireResult result) {
        Map<Rule, Long> broken = result.broken();
        Table table = new Table("rule", "broken");
        for (Rule rule : Rule.values()) {
            table.row(rule.says(), String.valueOf(broken.getOrDefault(rule, 0L)));
        }
        append("What was checked", table);
    }

    private void figures(FireResult result) {
        Tally tally = result.verdict().tally();
        Table table = new Table("figure", "");
        table.row("tasks whose transaction committed", number(tally.tasks()));
        table.row("tasks and events that were rolled back", number(tally.rolledBack()));
        table.row("transactions whose end the producer was not told", number(tally.unknown()));
        table.row("runs of handlers", number(tally.runs()));
        table.row("of those, repetitions", number(tally.repeated()));
        table.row("of those, uncounted", number(tally.uncounted()));
        table.row("tasks that were cancelled by SQL while they waited", number(tally.cancelled()));
        table.row("tasks that were asked to stop by SQL while they ran", number(tally.askedToStop()));
        table.row("tasks that were cancelled by TaskAdmin, waiting or running", number(tally.accepted()));
        table.row("groups whose transaction committed", number(tally.groups()));
        table.row(
                "most tasks at once of the kind of which " + Kinds.MOST_AT_ONCE + " may run",
                number(tally.mostAtOnce()));
        table.row("slots of the schedule", number(tally.slots()));
        table.row("events whose transaction committed", number(tally.events()));
        table.row("arrivals of events, repetitions included", number(tally.arrivals()));
        append("How much it was", table);
    }

    private void planted(List<FireResult> planted) {
        Table table = new Table("bug", "what it is", "faults", "found", "rules that were broken");
        for (FireResult result : planted) {
            Plant plant = result.plan().plant().orElseThrow();
            table.row(
                    named(plant.name()),
                    plant.says(),
                    String.valueOf(result.faults()),
                    result.foundPlant() ? "yes" : "**no**",
                    result.broken().entrySet().stream()
                            .map(entry -> entry.getKey().says() + ": " + entry.getValue())
                            .collect(Collectors.joining("; ")));
        }
        append("Planted bugs", table);
    }

    private void where(Environment environment) {
        Table table = new Table("environment", "");
        table.row("operating system", environment.operatingSystem());
        table.row("processor", environment.cpu() + " (" + environment.processors() + " available)");
        table.row("JDK", environment.jdk());
        table.row("PostgreSQL", environment.postgres() + ", fsync " + environment.fsync());
        append("Where it ran", table);
    }

    private void say(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append("\n\n");
    }

    private void append(String title, Table table) {
        out.append("### ").append(title).append("\n\n");
        table.appendMarkdown(out);
        out.append('\n');
    }

    private static String named(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
