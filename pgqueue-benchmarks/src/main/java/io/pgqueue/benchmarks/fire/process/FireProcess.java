package io.pgqueue.benchmarks.fire.process;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.PayloadCodec;
import io.pgqueue.autoconfigure.json.JacksonPayloadCodec;
import io.pgqueue.benchmarks.fire.ledger.Ledger;
import io.pgqueue.engine.PgQueueEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is broken: a worker or a producer. It prints {@value #READY} once it works. A line on its input that holds a number
 * takes its pool's connections away for so many milliseconds; it ends when there is no more input.
 */
@Command(name = "fire-process", hidden = true)
public final class FireProcess implements Callable<Integer> {

    /** What it prints. */
    public static final String READY = "READY";

    @Option(names = "--role", required = true)
    private ProcessRole role = ProcessRole.WORKER;

    @Option(names = "--name", required = true)
    private String name = "";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--ledger", required = true)
    private Path ledgerFile = Path.of("");

    @Option(names = "--harm", required = true)
    private Path harm = Path.of("");

    @Override
    public Integer call() throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Settings settings = new Settings(role, name, port, ledgerFile, harm);
        HikariDataSource pool = settings.pool();
        Ledger ledger = new Ledger(ledgerFile, name);
        PayloadCodec codec = codec();
        if (role == ProcessRole.WORKER) {
            Worker.start(settings, pool, codec, ledger);
        } else {
            Door door = role == ProcessRole.PRODUCER
                    ? new EngineDoor(PgQueueEngine.builder(pool, codec).build())
                    : new SqlDoor(new JdbcTemplate(pool), codec);
            Producer producer = new Producer(name, new Transactions(pool, ledger), door, ledger);
            Thread thread = new Thread(producer::run, "producer");
            thread.setDaemon(true);
            thread.start();
        }
        answers.println(READY);
        answers.flush();
        obey(pool);
        // an ordinary return would wait for threads of the engine's
        System.exit(0);
        return 0;
    }

    /** As the starter writes payloads. */
    public static PayloadCodec codec() {
        return new JacksonPayloadCodec(JsonMapper.builder().build());
    }

    private static void obey(HikariDataSource pool) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            Pool.drain(pool, Duration.ofMillis(Long.parseLong(line)));
        }
    }
}
