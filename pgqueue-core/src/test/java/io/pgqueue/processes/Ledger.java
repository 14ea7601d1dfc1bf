package io.pgqueue.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/**
 * What happened in one process, a line each, in a file that no database knows of. Each line is one write to the
 * operating system: it outlives a SIGKILL of the process that wrote it.
 */
public final class Ledger {

    /** What can happen to a task in a process. */
    public enum Event {
        /** Its handler was called. */
        BEGAN,
        /** Its handler returned. */
        ENDED,
        /** The attempt succeeded, and is about to be recorded. */
        SUCCEEDED,
        /** Its closing was recorded by this process. */
        CLOSED,
        /** An event of the outbox arrived at this process's sink. */
        ARRIVED
    }

    /**
     * A line.
     *
     * @param attempt 0 where it is not known
     * @param at by the machine's clock, which is the server's, too
     */
    public record Entry(Event event, long taskId, int attempt, Instant at) {}

    private final Path file;

    Ledger(Path file) {
        this.file = file;
    }

    /** Opens the ledger for the one process that writes it. */
    Writer writer() throws IOException {
        return new Writer(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Everything so far; complete once its process has ended. */
    public List<Entry> entries() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream().map(Ledger::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of the tasks to which something happened, in that order; an id may come twice. */
    public List<Long> ids(Event event) {
        return entries().stream()
                .filter(entry -> entry.event == event)
                .map(Entry::taskId)
                .toList();
    }

    private static Entry parse(String line) {
        String[] parts = line.split(" ");
        return new Entry(
                Event.valueOf(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Instant.parse(parts[3]));
    }

    /** Adds lines; safe for several threads. */
    static final class Writer {
        private final FileChannel channel;

        private Writer(FileChannel channel) {
            this.channel = channel;
        }

        synchronized void add(Event event, long taskId, int attempt) {
            String line = event + " " + taskId + " " + attempt + " " + Instant.now() + "\n";
            try {
                channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
