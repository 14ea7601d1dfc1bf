package io.pgqueue.benchmarks.contestant.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of a library is used, as the library itself tells. */
final class PeerVersions {

    private PeerVersions() {}

    /** From what Maven leaves in a jar that it builds. */
    static String ofMaven(String group, String artifact) {
        String name = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream file = PeerVersions.class.getClassLoader().getResourceAsStream(name)) {
            Properties properties = new Properties();
            if (file != null) {
                properties.load(file);
            }
            return properties.getProperty("version", "of unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the manifest of the jar that has the class. */
    static String ofManifest(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "of unknown version" : version;
    }
}
