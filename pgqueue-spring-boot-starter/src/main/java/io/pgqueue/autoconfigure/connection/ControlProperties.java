package io.pgqueue.autoconfigure.connection;

import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NativeDetector;
import org.springframework.util.ClassUtils;

/** What the driver is told for a control session. */
final class ControlProperties {

    private static final String DRIVER = "org.postgresql.Driver";

    private ControlProperties() {}

    /** Who logs in; null for whoever the URL or the driver says. */
    static void logIn(Properties properties, @Nullable String username, @Nullable String password) {
        if (username != null) {
            properties.setProperty("user", username);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
    }

    /** What suits a session that waits, unless the properties or the URL say otherwise. */
    static void complete(Properties properties) {
        properties.putIfAbsent("ApplicationName", "pgqueue-control");
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.putIfAbsent("connectTimeout", "5");
        // a beat answers at once, or the network is gone: without a limit the session would wait for it for ever
        properties.putIfAbsent("socketTimeout", "15");
        if (driverSees(PromptSocketFactory.class)) {
            properties.putIfAbsent("socketFactory", PromptSocketFactory.class.getName());
        }
    }

    /** Not where a container brings the driver; and a native image would have to be told of it. */
    private static boolean driverSees(Class<?> type) {
        return !NativeDetector.inNativeImage()
                && ClassUtils.isPresent(DRIVER, type.getClassLoader())
                && ClassUtils.resolveClassName(DRIVER, type.getClassLoader()).getClassLoader() == type.getClassLoader();
    }
}
