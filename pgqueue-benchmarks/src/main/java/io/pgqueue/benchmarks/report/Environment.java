package io.pgqueue.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the figures were measured. The report is published: hosts of addresses and the folders of absolute paths are
 * cut out of the command line and the settings.
 *
 * @param date in UTC
 * @param operatingSystem name, version and architecture
 * @param cpu its model, or the architecture where the system does not tell
 * @param processors that the JVM may use
 * @param memoryBytes of the machine or the container
 * @param jdk version and vendor
 * @param vm name and version
 * @param postgres version of the server
 * @param fsync as the server reports it
 * @param commandLine that made the report
 * @param serverSettings that differ from the server's defaults; kept sorted by name
 */
public record Environment(
        LocalDate date,
        String operatingSystem,
        String cpu,
        int processors,
        long memoryBytes,
        String jdk,
        String vm,
        String postgres,
        String fsync,
        String commandLine,
        Map<String, String> serverSettings) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Pattern HOST = Pattern.compile("//[^/\\s]+");
    private static final Pattern FOLDERS =
            Pattern.compile("(?<![^\\s\"'=:,])(?:/(?!/)|~/|[A-Za-z]:[\\\\/])(?:[^\\s/\\\\\"'=:,]+[/\\\\])*");

    public Environment {
        commandLine = withoutPlaces(commandLine);
        SortedMap<String, String> cleaned = new TreeMap<>();
        serverSettings.forEach((name, value) -> cleaned.put(name, withoutPlaces(value)));
        serverSettings = Collections.unmodifiableSortedMap(cleaned);
    }

    /** Reads this machine and the server behind the connection, today. */
    public static Environment read(Connection connection, String commandLine, Map<String, String> serverSettings)
            throws SQLException {
        return read(connection, commandLine, serverSettings, Clock.systemUTC());
    }

    /** Reads this machine and the server behind the connection. */
    public static Environment read(
            Connection connection, String commandLine, Map<String, String> serverSettings, Clock clock)
            throws SQLException {
        return new Environment(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                property("os.name") + " " + property("os.version") + " (" + property("os.arch") + ")",
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                totalMemory(),
                property("java.runtime.version") + ", " + property("java.vendor"),
                property("java.vm.name") + " " + property("java.vm.version"),
                show(connection, "show server_version"),
                show(connection, "show fsync"),
                commandLine,
                serverSettings);
    }

    private static String withoutPlaces(String text) {
        String withoutHosts = HOST.matcher(text).replaceAll("//…");
        return FOLDERS.matcher(withoutHosts).replaceAll("");
    }

    private static String show(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> property("os.arch"));
        } catch (IOException e) {
            // Only Linux has the file.
            return property("os.arch");
        }
    }

    private static long totalMemory() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
