package io.pgqueue.benchmarks.fire.ledger;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what happens in a process, a line each, in a file that no database knows of. All processes of a run append
 * to the same file, so the order of its lines is that in which things happened. A line is one write to the operating
 * system: it outlives a SIGKILL of the process, and is never mixed with another's. Thread-safe.
 */
public final class Ledger implements AutoCloseable {

    /** The name of the process that has the others. */
    public static final String HARNESS = "harness";

    private final String process;
    private final FileOutputStream file; // a channel would be closed by the interrupt of a handler

    /** Opens the ledger for a process of this name, which has no spaces. */
    public Ledger(Path file, String process) throws IOException {
        this.process = process;
        this.file = new FileOutputStream(file.toFile(), true);
    }

    /** Everything that was written so far, in order. */
    public static List<Entry> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(Entry::parse).toList();
        }
    }

    /** A task was added, with an ordering key and its place there. */
    public void addedInOrder(String transaction, long task, String kind, String orderingKey, int place) {
        write(Event.ADDED, task, place, transaction, kind, Entry.ORDER + orderingKey);
    }

    /** A task was added, or found to be there already. */
    public void added(String transaction, long task, String kind, @Nullable String externalKey) {
        write(Event.ADDED, task, 0, transaction, kind, externalKey == null ? Entry.NONE : Entry.ONCE + externalKey);
    }

    public void grouped(String transaction, long group, int tasks, String kind) {
        write(Event.GROUPED, group, tasks, transaction, kind, Entry.NONE);
    }

    public void published(String transaction, long event, String aggregate, int place) {
        write(Event.PUBLISHED, event, place, transaction, Entry.NONE, aggregate);
    }

    public void committed(String transaction) {
        write(Event.COMMITTED, 0, 0, transaction, Entry.NONE, Entry.NONE);
    }

    public void rolledBack(String transaction) {
        write(Event.ROLLED_BACK, 0, 0, transaction, Entry.NONE, Entry.NONE);
    }

    public void began(long task, int attempt, String run, String kind) {
        write(Event.BEGAN, task, attempt, run, kind, Entry.NONE);
    }

    public void ended(long task, int attempt, String run, String kind) {
        write(Event.ENDED, task, attempt, run, kind, Entry.NONE);
    }

    /**
     * A handler is about to be called, and will be left: the line is made now, and written by what is returned, which needs no
     * memory.
     */
    public Runnable leaving(long task, int attempt, String run, String kind) {
        byte[] line = line(Event.LEFT, task, attempt, run, kind, Entry.NONE);
        return () -> write(line);
    }

    /** The process of this id has ended. */
    public void gone(long pid) {
        write(Event.GONE, 0, Math.toIntExact(pid), Entry.NONE, Entry.NONE, Entry.NONE);
    }

    public void closed(long task, String kind) {
        write(Event.CLOSED, task, 0, Entry.NONE, kind, Entry.NONE);
    }

    public void cancelled(String transaction, long task, String kind, CancelAnswer answer) {
        write(Event.CANCELLED, task, 0, transaction, kind, answer.name());
    }

    /** A task was taken from a worker of this name, which ends in a slash and the id of its process. */
    public void taken(long task, String deadWorker) {
        int pid = Integer.parseInt(deadWorker.substring(deadWorker.lastIndexOf('/') + 1));
        write(Event.TAKEN, task, pid, Entry.NONE, Entry.NONE, Entry.NONE);
    }

    public void crashed() {
        write(Event.CRASHED, 0, 0, Entry.NONE, Entry.NONE, Entry.NONE);
    }

    public void arrived(long event, int attempt, String aggregate) {
        write(Event.ARRIVED, event, attempt, Entry.NONE, Entry.NONE, aggregate);
    }

    private void write(Event event, long id, int number, String mark, String kind, String key) {
        write(line(event, id, number, mark, kind, key));
    }

    private byte[] line(Event event, long id, int number, String mark, String kind, String key) {
        String line = new Entry(process, event, id, number, mark, kind, key).line() + "\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private void write(byte[] line) {
        try {
            file.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
