package io.pgqueue.benchmarks.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a report as a Markdown page with charts, or as a table for the terminal. */
public final class MarkdownReport {

    private static final String CHARTS = "benchmarks";
    private static final List<String> FAVOURS = List.of(
            "Tasks do nothing, so that the queue is all that costs.",
            "Client and server share the machine, so that a queue which computes little gains.",
            "Peers run in one process, with the settings that their documentation and our trials called fastest; who knows"
                    + " them better may find faster ones.",
            "Slow peers get fewer tasks, as many as they do in some seconds, and so have smaller tables; that favours them."
                    + " Where the numbers differ they stand beside the figure.",
            "pgqueue deletes closed tasks at once unless a figure says that it keeps them; so do db-scheduler and"
                    + " graphile-worker, and JobRunr and pg-boss keep theirs, as by default.");
    private static final int[] TERMINAL_WIDTHS = {34, 23, 14, 20, 12, 7};

    private final StringBuilder out = new StringBuilder();
    private final Report report;
    private final Environment environment;
    private final Path charts;
    private final List<String> remarks;

    private MarkdownReport(Report report, Environment environment, Path docs) {
        this.report = report;
        this.environment = environment;
        this.charts = docs.resolve(CHARTS);
        this.remarks = new ArrayList<>(report.remarks());
    }

    /**
     * Writes {@code benchmarks.md} and, beside it in {@code benchmarks/}, a chart for each chart name. SVG files that are
     * in that folder from an earlier run are deleted. Where this JVM cannot draw, the page is written without charts and
     * says so.
     */
    public static void write(Report report, Environment environment, Path docs) throws IOException {
        MarkdownReport page = new MarkdownReport(report, environment, docs);
        Files.createDirectories(docs);
        page.deleteOldCharts();
        Files.writeString(docs.resolve("benchmarks.md"), page.text());
    }

    /** The goals as a table at most 120 columns wide, in ASCII as long as the names are. */
    public static String terminal(Report report) {
        Table table = new Table("measure", "what", "median", "spread", "goal", "reached");
        for (Goal goal : report.goals()) {
            table.row(
                    goal.measure(),
                    goal.what(),
                    Numbers.median(goal),
                    Numbers.spread(goal.value(), goal.unit(), " - "),
                    (goal.atLeast() ? ">= " : "<= ") + Numbers.bound(goal),
                    goal.isReached() ? "yes" : "no");
        }
        return table.aligned(TERMINAL_WIDTHS);
    }

    private String text() throws IOException {
        out.append(
                        "# Benchmarks\n\nThis page is generated; do not edit it. It shows pgqueue measured beside other queues, ")
                .append("in alternation on the same PostgreSQL, on ")
                .append(environment.date())
                .append(", by this command:\n\n```\n")
                .append(environment.commandLine())
                .append("\n```\n\n");
        environment();
        section("What favours whom", FAVOURS, "");
        goals();
        figures();
        section("How each contestant was configured", configurations(), "None was recorded.");
        section("Remarks", remarks, "None.");
        return out.toString().stripTrailing() + "\n";
    }

    private void environment() {
        Table table = new Table("environment", "");
        table.row("operating system", environment.operatingSystem());
        table.row("processor", environment.cpu() + " (" + environment.processors() + " available)");
        table.row("memory", Numbers.text(environment.memoryBytes() / (double) (1 << 30), "GiB") + " GiB");
        table.row("JDK", environment.jdk());
        table.row("VM", environment.vm());
        table.row("PostgreSQL", environment.postgres());
        table.row("fsync", environment.fsync());
        String settings = environment.serverSettings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(", "));
        table.row("server settings", settings.isEmpty() ? "the defaults" : settings);
        append("Environment", table);
    }

    private void goals() {
        if (report.goals().isEmpty()) {
            section("Goals", List.of(), "This run measured none.");
            return;
        }
        Table table = new Table("measure", "what", "median", "spread (least–most)", "goal", "reached", "note");
        for (Goal goal : report.goals()) {
            table.row(
                    goal.measure(),
                    goal.what(),
                    Numbers.median(goal),
                    Numbers.spread(goal.value(), goal.unit(), "–"),
                    (goal.atLeast() ? "≥ " : "≤ ") + Numbers.bound(goal),
                    goal.isReached() ? "yes" : "**no**",
                    goal.note());
        }
        append("Goals", table);
    }

    private void figures() throws IOException {
        Map<String, List<Figure>> byChart = report.figures().stream()
                .collect(Collectors.groupingBy(Figure::chart, LinkedHashMap::new, Collectors.toList()));
        Set<String> slugs = new HashSet<>();
        boolean drawing = true;
        for (Map.Entry<String, List<Figure>> chart : byChart.entrySet()) {
            String title = Table.escape(chart.getKey());
            out.append("## ").append(title).append("\n\n");
            String slug = slug(chart.getKey(), slugs);
            if (drawing && Charts.canDraw(chart.getValue())) {
                drawing = draw(chart.getKey(), slug, chart.getValue());
            }
            Table table = new Table("contestant", "median", "spread (least–most)", "unit", "note");
            for (Figure figure : Charts.sorted(chart.getValue())) {
                table.row(
                        figure.name(),
                        Numbers.text(figure.values().median(), figure.unit()),
                        Numbers.spread(figure.values(), figure.unit(), "–"),
                        figure.unit(),
                        figure.note());
            }
            table.appendMarkdown(out);
            out.append('\n');
        }
    }

    /** Returns whether charts can be drawn here at all. */
    private boolean draw(String title, String slug, List<Figure> figures) throws IOException {
        String svg;
        try {
            svg = Charts.svg(title, figures);
        } catch (Charts.ChartException e) {
            remarks.add("There are no charts: the JVM of this run could not draw, which needs fontconfig and a font ("
                    + e.getMessage() + ").");
            return false;
        }
        Files.createDirectories(charts);
        Files.writeString(charts.resolve(slug + ".svg"), svg);
        String logarithmic = Charts.isLogarithmic(figures) ? ", on a logarithmic axis" : "";
        String alt = Table.escape(title).replace("[", "\\[").replace("]", "\\]");
        out.append("![").append(alt).append("](" + CHARTS + "/").append(slug).append(".svg)\n\n");
        out.append("The bar is the median, the whisker goes from the least round to the most")
                .append(logarithmic)
                .append(".\n\n");
        return true;
    }

    private List<String> configurations() {
        return report.configurations().entrySet().stream()
                .map(entry -> "**" + entry.getKey() + "**: " + entry.getValue())
                .toList();
    }

    private void append(String title, Table table) {
        out.append("## ").append(title).append("\n\n");
        table.appendMarkdown(out);
        out.append('\n');
    }

    private void section(String title, List<String> items, String otherwise) {
        out.append("## ").append(title).append("\n\n");
        items.forEach(item -> out.append("- ").append(Table.escape(item)).append('\n'));
        out.append(items.isEmpty() ? otherwise + "\n\n" : "\n");
    }

    private static String slug(String chart, Set<String> taken) {
        String slug =
                chart.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String unique = slug;
        for (int i = 2; !taken.add(unique); i++) {
            unique = slug + "-" + i;
        }
        return unique;
    }

    private void deleteOldCharts() throws IOException {
        if (!Files.isDirectory(charts)) {
            return;
        }
        try (DirectoryStream<Path> old = Files.newDirectoryStream(charts, "*.svg")) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }
}
