package io.pgqueue.benchmarks;

import io.pgqueue.benchmarks.contestant.ContestantProcess;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the parent starts for each contestant: serves it on the standard input and output. */
@Command(name = "contestant", hidden = true)
final class ContestantCommand implements Callable<Integer> {

    @Parameters(index = "0")
    private String entry = "";

    @Option(names = "--host", required = true)
    private String host = "";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--database", required = true)
    private String database = "";

    @Option(names = "--user", required = true)
    private String user = "";

    @Option(names = "-P")
    private Map<String, String> properties = new HashMap<>();

    @Override
    public Integer call() throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        ContestantProcess.serve(
                Lineup.create(entry, new BenchDatabase(host, port, database, user), properties), answers);
        return 0;
    }
}
