package io.pgqueue.benchmarks;

import io.pgqueue.benchmarks.contestant.Contestant;
import io.pgqueue.benchmarks.contestant.RemoteContestant;
import io.pgqueue.benchmarks.contestant.peer.DbSchedulerContestant;
import io.pgqueue.benchmarks.contestant.peer.JobRunrContestant;
import io.pgqueue.benchmarks.contestant.peer.NodePeers;
import io.pgqueue.benchmarks.contestant.peer.QuartzContestant;
import io.pgqueue.benchmarks.contestant.pgqueue.FloorContestant;
import io.pgqueue.benchmarks.contestant.pgqueue.PgqueueContestant;
import io.pgqueue.benchmarks.launch.OwnJvm;
import io.pgqueue.benchmarks.measure.Contender;
import io.pgqueue.benchmarks.measure.Launcher;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who takes part, and how the process of each is begun: a JVM like this one with its classes, or Node. */
final class Lineup implements Launcher {

    private static final List<String> JVM_OPTIONS = List.of("-Xmx1g");

    private final Path logs;
    private final Optional<NodePeers> node;

    /**
     * A line-up.
     *
     * @param logs folder for what the processes print
     * @param node if there is one
     */
    Lineup(Path logs, Optional<NodePeers> node) throws IOException {
        this.logs = Files.createDirectories(logs);
        this.node = node;
    }

    /** The peers of the given names, all without names, that can run here. */
    List<Contender> peers(List<String> names) {
        return Arrays.stream(Peer.values())
                .filter(peer -> names.isEmpty() || names.contains(peer.option()))
                .filter(peer -> !peer.isOnNode() || node.isPresent())
                .map(Peer::contender)
                .toList();
    }

    /** Creates the contestant of an entry; runs in that contestant's own process. */
    static Contestant create(String entry, BenchDatabase database, Map<String, String> properties) {
        return switch (entry) {
            case "pgqueue" -> new PgqueueContestant(database, properties);
            case "floor" -> new FloorContestant(database, Boolean.parseBoolean(properties.get("keep")));
            case "db-scheduler" -> new DbSchedulerContestant(database);
            case "jobrunr" -> new JobRunrContestant(database);
            case "quartz" -> new QuartzContestant(database);
            default -> throw new IllegalArgumentException("no contestant is called " + entry);
        };
    }

    @Override
    public RemoteContestant launch(Contender contender, BenchDatabase database) throws IOException {
        Path log = logs.resolve(database.name() + ".log");
        if (Peer.Names.isOnNode(contender.entry())) {
            return node.orElseThrow().launch(contender.name(), contender.entry(), database, log);
        }
        return RemoteContestant.launch(contender.name(), java(contender, database), log);
    }

    private static List<String> java(Contender contender, BenchDatabase database) {
        List<String> jvmOptions = new ArrayList<>(JVM_OPTIONS);
        jvmOptions.addAll(contender.jvmOptions());
        List<String> arguments = new ArrayList<>(List.of("contestant", contender.entry()));
        arguments.addAll(List.of("--host", database.host(), "--port", Integer.toString(database.port())));
        arguments.addAll(List.of("--database", database.name(), "--user", database.user()));
        contender.properties().forEach((name, value) -> arguments.addAll(List.of("-P", name + "=" + value)));
        return OwnJvm.command(Benchmarks.class, jvmOptions, arguments);
    }
}
