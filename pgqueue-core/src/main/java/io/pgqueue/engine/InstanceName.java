package io.pgqueue.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What an instance calls itself in the table {@code worker} and in errors. */
final class InstanceName {

    private InstanceName() {}

    /** Host name and process id. */
    static String get() {
        return host() + "/" + ProcessHandle.current().pid();
    }

    static String version() {
        String version = InstanceName.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a host without a name in the resolver still has an identity for its operators
            String name = System.getenv("HOSTNAME");
            return name == null ? "unknown-host" : name;
        }
    }
}
