package io.pgqueue.benchmarks.contestant.peer;

import io.pgqueue.benchmarks.contestant.RemoteContestant;
import io.pgqueue.benchmarks.server.BenchDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The contestants that are written in JavaScript, and speak the same lines as those in Java. */
public final class NodePeers {

    private static final List<String> FILES = List.of(
            ".npmrc",
            "package.json",
            "package-lock.json",
            "contestant.mjs",
            "graphile.mjs",
            "load.mjs",
            "pgboss.mjs",
            "thread.mjs",
            "threads.mjs");
    private static final long INSTALL_MINUTES = 5;

    private final Path folder;

    private NodePeers(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs their packages with npm, unless the folder has them already.
     *
     * @throws IOException if there is no Node of version 20 or later, or npm fails; says why
     */
    public static NodePeers install(Path folder) throws IOException {
        run(Path.of("."), List.of("node", "-e", "process.exit(+process.versions.node.split('.')[0] >= 20 ? 0 : 1)"));
        Files.createDirectories(folder);
        for (String file : FILES) {
            try (InputStream content = NodePeers.class.getResourceAsStream("/io/pgqueue/benchmarks/node/" + file)) {
                if (content == null) {
                    throw new IOException("this build lacks " + file);
                }
                Files.copy(content, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!isInstalled(folder)) {
            run(folder, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.copy(
                    folder.resolve("package-lock.json"),
                    folder.resolve("node_modules/installed-lock.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return new NodePeers(folder);
    }

    private static boolean isInstalled(Path folder) throws IOException {
        Path installed = folder.resolve("node_modules/installed-lock.json");
        return Files.exists(installed) && Files.mismatch(installed, folder.resolve("package-lock.json")) == -1;
    }

    /** Starts the process of one of them. */
    public RemoteContestant launch(String title, String name, BenchDatabase database, Path log) throws IOException {
        String url =
                "postgres://" + database.user() + "@" + database.host() + ":" + database.port() + "/" + database.name();
        List<String> command = List.of("node", folder.resolve("contestant.mjs").toString(), name, url);
        return RemoteContestant.launch(title, command, log);
    }

    private static void run(Path folder, List<String> command) throws IOException {
        Path output = Files.createTempFile("pgqueue-benchmarks-", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + INSTALL_MINUTES + " minutes");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        command + " failed: " + Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command + " ran", e);
        } finally {
            Files.delete(output);
        }
    }
}
