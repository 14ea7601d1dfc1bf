package io.pgqueue.benchmarks.contestant;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A contestant's process, from the parent's side. One command at a time; not thread-safe. */
public final class RemoteContestant implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long CLOSE_SECONDS = 30;

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final Path log;

    private RemoteContestant(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.commands = process.outputWriter();
        this.answers = process.inputReader();
        this.log = log;
    }

    /**
     * Starts a process that serves a contestant.
     *
     * @param log where its standard error goes
     */
    public static RemoteContestant launch(String name, List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new RemoteContestant(name, process, log);
    }

    public String name() {
        return name;
    }

    public String configuration() throws IOException {
        return call("configuration").path("configuration").asString();
    }

    /** Seconds that enqueueing took. */
    public double enqueue(Load load) throws IOException {
        return call("enqueue", Map.of("load", load)).path("seconds").asDouble();
    }

    /**
     * Seconds from the start of processing until the last of so many tasks is recorded.
     *
     * @throws IllegalStateException if another number of tasks ran
     */
    public double drain(long tasks, long timeoutSeconds) throws IOException {
        JsonNode answer = call("drain", Map.of("tasks", tasks, "timeoutSeconds", timeoutSeconds));
        long handled = answer.path("handled").asLong();
        if (handled != tasks) {
            throw new IllegalStateException(name + " ran " + handled + " tasks, and not " + tasks);
        }
        return answer.path("seconds").asDouble();
    }

    /** Sends a command without arguments; returns its answer. */
    public JsonNode call(String command) throws IOException {
        return call(command, Map.of());
    }

    /**
     * Sends a command; returns its answer.
     *
     * @throws IOException if the contestant says that it failed, or has ended
     */
    public JsonNode call(String command, Map<String, ?> arguments) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>(arguments);
        line.put("command", command);
        commands.write(JSON.writeValueAsString(line));
        commands.newLine();
        commands.flush();
        String answer = nextAnswer();
        if (answer == null) {
            throw new IOException(name + " has ended; see " + log);
        }
        JsonNode fields = JSON.readTree(answer.substring(ContestantProcess.ANSWER.length()));
        if (fields.has("error")) {
            throw new IOException(
                    name + " could not " + command + ": " + fields.path("error").asString() + "; see " + log);
        }
        return fields;
    }

    private @Nullable String nextAnswer() throws IOException {
        String line = answers.readLine();
        while (line != null && !line.startsWith(ContestantProcess.ANSWER)) {
            line = answers.readLine();
        }
        return line;
    }

    /** Ends the input, and so the process; kills it if it does not end. */
    @Override
    public void close() throws IOException, InterruptedException {
        commands.close();
        if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
