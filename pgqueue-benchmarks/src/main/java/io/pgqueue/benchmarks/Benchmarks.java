package io.pgqueue.benchmarks;

import io.pgqueue.benchmarks.contestant.peer.NodePeers;
import io.pgqueue.benchmarks.fire.FireCommand;
import io.pgqueue.benchmarks.fire.process.FireProcess;
import io.pgqueue.benchmarks.measure.Measure;
import io.pgqueue.benchmarks.measure.Plan;
import io.pgqueue.benchmarks.measure.Progress;
import io.pgqueue.benchmarks.measure.Session;
import io.pgqueue.benchmarks.report.Environment;
import io.pgqueue.benchmarks.report.MarkdownReport;
import io.pgqueue.benchmarks.report.Report;
import io.pgqueue.benchmarks.server.BenchServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: measures, prints the goals, and writes the report. */
@Command(
        name = "pgqueue-benchmarks",
        subcommands = {ContestantCommand.class, FireCommand.class, FireProcess.class},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Measures pgqueue beside other queues, on an embedded PostgreSQL with fsync=on.")
public final class Benchmarks implements Callable<Integer> {

    private static final String DASHBOARD_OPEN =
            "pgqueue had its dashboard open: beside its instances another application on the same database and machine,"
                    + " and a client that asks what the overview in a browser asks. Only 'idle', which counts every"
                    + " statement, and the measures that are about the dashboard had not.";

    @Option(names = "--record", description = "The long run, for the record. Without it a look of about two minutes.")
    private boolean record;

    @Option(
            names = "--measures",
            split = ",",
            paramLabel = "NAME",
            completionCandidates = Measures.class,
            description = "What to measure: ${COMPLETION-CANDIDATES}. By default all for a record, and those of them"
                    + " that compare with peers, latency and wal for a look.")
    private List<String> measures = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            completionCandidates = Peer.Names.class,
            description = "Whom to measure beside: ${COMPLETION-CANDIDATES}. By default all that can run here.")
    private List<String> peers = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds in which the contestants take turns.")
    private int rounds;

    @Option(names = "--tasks", paramLabel = "N", description = "Most tasks of a drain.")
    private int tasks;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Work of each contestant before the rounds.")
    private int warmUp;

    @Option(
            names = "--dashboard",
            description =
                    "Has pgqueue's dashboard open meanwhile, at its overview, but for measures that it would spoil.")
    private boolean dashboard;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where benchmarks.md and its charts are written. By default docs for a record, and nowhere"
                    + " for a look.")
    private Path out = Path.of("");

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            defaultValue = "target/benchmarks",
            description = "Where the contestants' logs and the Node packages go. Default: ${DEFAULT-VALUE}")
    private Path work = Path.of("target/benchmarks");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Report report = new Report();
        Progress progress = new Progress(System.out);
        List<String> peerNames = known(peers, new Peer.Names());
        List<String> measureNames = known(measures, new Measures());
        Lineup lineup = new Lineup(work.resolve("logs"), node(progress, report));
        List<Measure> chosen = Measures.of(measureNames, record, lineup.peers(peerNames));
        if (dashboard) {
            report.remark(DASHBOARD_OPEN);
        }
        Plan plan = (record ? Plan.record() : Plan.look()).withTurns(rounds, tasks, warmUp);
        try (BenchServer server = BenchServer.start();
                Connection connection = server.administration().connect()) {
            Environment environment = Environment.read(connection, commandLine(), BenchServer.SETTINGS);
            for (int i = 0; i < chosen.size(); i++) {
                Measure measure = chosen.get(i);
                progress.say("measure %d of %d: %s", i + 1, chosen.size(), measure.name());
                Plan looked = plan.withDashboardOpen(dashboard && measure.allowsDashboard());
                measure(measure, new Session(server, lineup, looked, progress, report), report);
            }
            progress.say("done%n%n%s", MarkdownReport.terminal(report));
            write(report, environment, progress);
        }
        return 0;
    }

    private Optional<NodePeers> node(Progress progress, Report report) {
        if (!peers.isEmpty() && peers.stream().noneMatch(Peer.Names::isOnNode)) {
            return Optional.empty();
        }
        try {
            progress.say("installing graphile-worker and pg-boss with npm");
            return Optional.of(NodePeers.install(work.resolve("node")));
        } catch (IOException e) {
            String remark = "graphile-worker and pg-boss did not take part: " + e.getMessage();
            progress.say("%s", remark);
            report.remark(remark);
            return Optional.empty();
        }
    }

    /** One that fails is reported, and does not take the others with it. */
    private static void measure(Measure measure, Session session, Report report) {
        try (session) {
            measure.run(session, report);
        } catch (Exception e) {
            session.say("%s failed: %s", measure.name(), e);
            report.remark("The measure '" + measure.name() + "' failed: " + e);
        }
    }

    private void write(Report report, Environment environment, Progress progress) throws Exception {
        Path folder = out.toString().isEmpty() && record ? Path.of("docs") : out;
        if (!folder.toString().isEmpty()) {
            MarkdownReport.write(report, environment, folder);
            progress.say("written to %s", folder.resolve("benchmarks.md"));
        }
    }

    private String commandLine() {
        return "java -jar pgqueue-benchmarks.jar "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    private List<String> known(List<String> names, Iterable<String> all) {
        List<String> allowed = new ArrayList<>();
        all.forEach(allowed::add);
        for (String name : names) {
            if (!allowed.contains(name)) {
                throw new ParameterException(spec.commandLine(), "'" + name + "' is none of " + allowed);
            }
        }
        return names;
    }
}
