package io.pgqueue.benchmarks.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a JVM like this one, with its classes. */
public final class OwnJvm {

    private OwnJvm() {}

    /**
     * A command that runs a class of this application's; out of Spring Boot's executable jar, that jar's main class.
     *
     * @param jvmOptions such as {@code -Xmx1g}
     */
    public static List<String> command(Class<?> main, List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        String classPath = System.getProperty("java.class.path");
        if (isInOneJar(main)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, main.getName()));
        }
        command.addAll(arguments);
        return command;
    }

    /** Whether its classes come out of Spring Boot's executable jar, and not from a build's folders. */
    private static boolean isInOneJar(Class<?> main) {
        return String.valueOf(main.getResource(main.getSimpleName() + ".class")).startsWith("jar:nested:");
    }
}
