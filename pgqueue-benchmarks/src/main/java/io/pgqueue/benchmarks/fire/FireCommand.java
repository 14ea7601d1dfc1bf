package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.ledger.Anomaly;
import io.pgqueue.benchmarks.measure.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Breaks things under a queue that works. The exit code is 0 if no rule was broken, {@value #BROKEN} if one was, and
 * {@value #MISSED} if a planted bug was not found.
 */
@Command(
        name = "fire",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Breaks processes, sessions, server, disk, clock and network under a working queue, and checks by"
                + " ledgers outside of the database that every promise was kept. Wants root for a disk that can be"
                + " filled, and libfaketime for a clock that can be moved.")
public final class FireCommand implements Callable<Integer> {

    /** The exit code when a rule was broken, with a planted bug one that this breaks. */
    static final int BROKEN = 3;

    /** The exit code when a planted bug was not found. */
    static final int MISSED = 4;

    private static final int LONG = 1_000;
    private static final int SHOWN = 20;
    private static final int MOST_ROUNDS = 3;

    @Option(names = "--short", description = "Each fault once, as by default: about a minute.")
    private boolean shortForm;

    @Option(names = "--long", description = "A thousand faults: about half an hour.")
    private boolean longForm;

    @Option(names = "--faults", paramLabel = "N", description = "How many faults in all.")
    private int faults;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what comes when. By default a new one.")
    private @Nullable Long seed;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int workers = 3;

    @Option(
            names = "--plant",
            paramLabel = "BUG",
            description =
                    "Plants a bug in the run's database, which the checker has to find: ${COMPLETION-CANDIDATES}.")
    private @Nullable Plant plant;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Writes the report, after a further short run with each of the bugs.")
    private @Nullable Path report;

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            defaultValue = "target/fire",
            description = "Where server, ledger and logs go. Default: ${DEFAULT-VALUE}")
    private Path work = Path.of("target/fire");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Progress progress = new Progress(System.out);
        int many = faults > 0 ? faults : longForm && !shortForm ? LONG : 0;
        FirePlan plan = new FirePlan(
                many, seed != null ? seed : System.nanoTime() & 0xffff_ffffL, workers, Optional.ofNullable(plant));
        FireResult result = run(plan, progress);
        List<FireResult> planted = new ArrayList<>();
        if (report != null) {
            ReliabilityReport.write(result, planted, report);
            for (Plant bug : Plant.values()) {
                planted.add(run(plan.withFaults(0).withPlant(bug), progress));
                ReliabilityReport.write(result, planted, report);
            }
            progress.say("written to %s", report);
        }
        if (Stream.concat(Stream.of(result), planted.stream()).anyMatch(FireResult::missedPlant)) {
            return MISSED;
        }
        return result.isClean() ? 0 : BROKEN;
    }

    /** Runs it; with a planted bug, again with further faults until that is found, or has had its chances. */
    private FireResult run(FirePlan plan, Progress progress) throws Exception {
        FireResult result = runOnce(plan, progress);
        for (int round = 1; result.missedPlant() && round < MOST_ROUNDS; round++) {
            progress.say("the bug was not found yet");
            result = runOnce(plan.withSeed(plan.seed() + round), progress).after(result);
        }
        return result;
    }

    private FireResult runOnce(FirePlan plan, Progress progress) throws Exception {
        Files.createDirectories(work);
        Path folder = Files.createTempDirectory(work, "run-");
        plan.plant().ifPresent(bug -> progress.say("planted: %s", bug.says()));
        FireResult result =
                new FireRun(spec.root().userObject().getClass(), commandLine(), plan, folder, progress).run();
        progress.say("%s", result.struck());
        progress.say("%s", result.verdict().tally());
        List<Anomaly> anomalies = result.verdict().anomalies();
        anomalies.stream()
                .limit(SHOWN)
                .forEach(anomaly -> progress.say("BROKEN: %s: %s", anomaly.rule(), anomaly.what()));
        progress.say(
                "%d faults, %d anomalies %s, %d s",
                result.faults(),
                anomalies.size(),
                result.broken(),
                result.took().toSeconds());
        return result;
    }

    private String commandLine() {
        return "java -jar pgqueue-benchmarks.jar "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }
}
