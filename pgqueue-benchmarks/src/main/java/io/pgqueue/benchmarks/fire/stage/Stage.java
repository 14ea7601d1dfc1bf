package io.pgqueue.benchmarks.fire.stage;

import io.pgqueue.benchmarks.fire.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Everything that a run breaks.
 *
 * @param folder for files
 * @param disk that the server's data are on; empty where none could be mounted
 * @param whyNoDisk empty if there is one
 * @param ledger in which the run itself writes what it adds
 */
public record Stage(
        Path folder,
        Optional<SmallDisk> disk,
        Optional<String> whyNoDisk,
        Server server,
        QueueDatabase database,
        Ledger ledger)
        implements AutoCloseable {

    /**
     * Sets it up: a disk, a server on it, and a database.
     *
     * @param folder for files, which is emptied by nobody
     */
    public static Stage set(Path folder) throws IOException, SQLException {
        Files.createDirectories(folder);
        Optional<SmallDisk> disk = Optional.empty();
        Optional<String> whyNoDisk = Optional.empty();
        try {
            disk = Optional.of(SmallDisk.mount(folder));
        } catch (IOException e) {
            whyNoDisk = Optional.of("no small file system could be mounted: " + e.getMessage());
        }
        Path data = disk.map(SmallDisk::root).orElse(folder).resolve("data");
        Server server = Server.create(data, folder);
        Ledger ledger = new Ledger(Fleet.ledger(folder), Ledger.HARNESS);
        return new Stage(folder, disk, whyNoDisk, server, QueueDatabase.install(server), ledger);
    }

    @Override
    public void close() throws IOException {
        try (ledger) {
            server.close();
        } finally {
            if (disk.isPresent()) {
                disk.get().close();
            }
        }
    }
}
