package io.pgqueue.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/**
 * The engine of an earlier version, with which instances of this one share a database during an upgrade, and the worker
 * process of its tests. As long as nothing has been released it is a commit: the first one since which nothing that an
 * instance calls has been dropped. It is compiled from this checkout's history, without a network, once for each module.
 *
 * <p>A test that asks for it is skipped where that history is missing, as in a shallow clone; with the system property
 * {@code pgqueue.test.previous=required} it fails.
 */
public final class PreviousVersion {

    private static final String COMMIT = "857269bbca353c8fb09b84996c2f0b30c7e18d6c";
    private static final String WORKER = "pgqueue-core/src/test/java/io/pgqueue/processes/WorkerProcess.java";
    private static final String[] SOURCES = {"pgqueue-core/src/main", "pgqueue-core/src/test"};
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Path classes;

    private PreviousVersion(Path classes) {
        this.classes = classes;
    }

    /** Builds it, unless this module has done so before. */
    public static PreviousVersion get() {
        String missing = whatIsMissing();
        if ("required".equals(System.getProperty("pgqueue.test.previous"))) {
            assertThat(missing).as("what is missing for the previous version").isEmpty();
        }
        Assumptions.assumeTrue(missing.isEmpty(), "The previous version cannot be built: " + missing);
        try {
            return new PreviousVersion(built());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its classes, and the libraries of this JVM; nothing else of pgqueue. */
    public String classPath() {
        return classes + File.pathSeparator + libraries();
    }

    /** The same, and the classes of this module's tests behind it, compiled against the present version. */
    public String classPathWithTests() {
        return classPath()
                + File.pathSeparator
                + Path.of("target", "test-classes").toAbsolutePath();
    }

    /** Installs its schema as {@code pgqueue}. */
    public void installSchema(DataSource dataSource) {
        try {
            SchemaInstaller.install(dataSource, "pgqueue", new DirectoryResourceAccessor(classes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String whatIsMissing() {
        if (ToolProvider.getSystemJavaCompiler() == null) {
            return "this is no JDK, but a runtime";
        }
        try {
            run("cat-file", "-e", COMMIT + "^{commit}");
            return "";
        } catch (IOException | IllegalStateException e) {
            return "commit " + COMMIT + " is not in the history of " + ROOT + " (" + e.getMessage() + ")";
        }
    }

    private static Path built() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path classes = target.resolve("previous-" + COMMIT);
        if (!Files.exists(classes)) {
            Path sources = Files.createTempDirectory(target, "previous-sources");
            unpack(sources);
            Path fresh = Files.createTempDirectory(target, "previous-classes");
            compile(sources, fresh);
            for (String resources : List.of("main", "test")) {
                copy(sources.resolve("pgqueue-core/src/" + resources + "/resources"), fresh);
            }
            try {
                Files.move(fresh, classes);
            } catch (IOException e) {
                if (!Files.exists(classes)) {
                    throw e;
                } // else another JVM of the same module was faster
            }
            FileSystemUtils.deleteRecursively(sources);
        }
        return classes;
    }

    private static void unpack(Path sources) throws IOException {
        Path archive = sources.resolve("sources.zip");
        List<String> command = new ArrayList<>(List.of("archive", "--format=zip", "-o", archive.toString(), COMMIT));
        command.addAll(Arrays.asList(SOURCES));
        run(command.toArray(String[]::new));
        try (InputStream file = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path place = sources.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(place);
                } else {
                    Files.createDirectories(place.getParent());
                    Files.copy(zip, place);
                }
            }
        }
    }

    /** All of the engine, and of its tests what the worker process needs. */
    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> main = Files.walk(sources.resolve("pgqueue-core/src/main/java"))) {
            List<Path> units = Stream.concat(
                            main.filter(file -> file.toString().endsWith(".java")), Stream.of(sources.resolve(WORKER)))
                    .toList();
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-nowarn",
                    "-proc:none",
                    "-parameters",
                    "-d",
                    classes.toString(),
                    "-sourcepath",
                    sources.resolve("pgqueue-core/src/test/java").toString(),
                    "-classpath",
                    libraries());
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(units))
                    .call();
            assertThat(compiled).as("compiled: %s", complaints).isTrue();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path place = to.resolve(from.relativize(file).toString());
                Files.createDirectories(place.getParent());
                Files.copy(file, place);
            }
        }
    }

    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().normalize().startsWith(ROOT))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs git on this checkout, whoever owns it. */
    private static void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-C", ROOT.toString()));
        command.addAll(Arrays.asList(arguments));
        Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes()).strip();
        int exit = git.onExit().join().exitValue();
        if (exit != 0) {
            throw new IllegalStateException("git " + arguments[0] + " ended with " + exit + ": " + said);
        }
    }
}
