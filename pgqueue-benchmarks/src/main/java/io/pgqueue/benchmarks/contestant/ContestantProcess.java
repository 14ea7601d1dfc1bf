package io.pgqueue.benchmarks.contestant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves one contestant: reads a command a line, as a JSON object, and answers with a line of JSON behind {@value
 * #ANSWER}. What the contestant prints besides goes to the standard error. Times are taken in here, around the work
 * alone. A contestant in another language speaks the same lines.
 */
public final class ContestantProcess {

    /** What an answer begins with. */
    static final String ANSWER = "@@";

    private static final JsonMapper JSON = new JsonMapper();
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Contestant contestant;

    private ContestantProcess(Contestant contestant) {
        this.contestant = contestant;
    }

    /** Serves until the input ends. */
    public static void serve(Contestant contestant, PrintStream answers) throws Exception {
        ContestantProcess process = new ContestantProcess(contestant);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (contestant) {
            String line = commands.readLine();
            while (line != null) {
                answers.println(ANSWER + JSON.writeValueAsString(process.answer(line)));
                answers.flush();
                line = commands.readLine();
            }
        }
    }

    private Map<String, Object> answer(String line) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            JsonNode command = JSON.readTree(line);
            run(command.path("command").asString(), command, answer);
        } catch (Exception e) {
            e.printStackTrace();
            answer.put("error", e.toString());
        }
        return answer;
    }

    private void run(String name, JsonNode command, Map<String, Object> answer) throws Exception {
        switch (name) {
            case "configuration" -> answer.put("configuration", contestant.configuration());
            case "install" -> contestant.install();
            case "reset" -> contestant.reset();
            case "start" -> contestant.start();
            case "stop" -> contestant.stop();
            case "handled" -> answer.put("handled", contestant.handled());
            case "remaining" -> answer.put("remaining", contestant.remaining());
            case "enqueue" -> {
                Load load = JSON.treeToValue(command.path("load"), Load.class);
                long begun = System.nanoTime();
                contestant.enqueue(load);
                answer.put("seconds", secondsSince(begun));
            }
            case "drain" -> {
                answer.put(
                        "seconds",
                        drain(
                                command.path("tasks").asLong(),
                                command.path("timeoutSeconds").asLong()));
                answer.put("handled", contestant.handled());
            }
            default -> {
                if (!(contestant instanceof Probe probe)) {
                    throw new IllegalArgumentException(name + " is not a command of this contestant");
                }
                answer.putAll(probe.run(name, command));
            }
        }
    }

    /** From the start of processing until every task has run and the database shows none that is not done. */
    private double drain(long tasks, long timeoutSeconds) throws Exception {
        long begun = System.nanoTime();
        contestant.start();
        while (contestant.handled() < tasks) {
            pauseUnlessLate(begun, timeoutSeconds, tasks);
        }
        while (contestant.remaining() > 0) {
            pauseUnlessLate(begun, timeoutSeconds, tasks);
        }
        double seconds = secondsSince(begun);
        contestant.stop();
        return seconds;
    }

    private void pauseUnlessLate(long begun, long timeoutSeconds, long tasks) throws Exception {
        if (secondsSince(begun) > timeoutSeconds) {
            String state = contestant.handled() + " of " + tasks + " tasks had run after " + timeoutSeconds + " s, and "
                    + contestant.remaining() + " were not done";
            contestant.stop();
            throw new TimeoutException(state);
        }
        LockSupport.parkNanos(LOOK_NANOS);
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** What a contestant can do beyond the common. */
    public interface Probe {
        /** Runs a command; returns its answer's fields. */
        Map<String, Object> run(String command, JsonNode arguments) throws Exception;
    }
}
