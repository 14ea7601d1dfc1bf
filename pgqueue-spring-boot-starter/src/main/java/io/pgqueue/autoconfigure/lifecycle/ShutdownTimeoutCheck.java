package io.pgqueue.autoconfigure.lifecycle;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Warns if the context gives up waiting for processing to stop before that is over. */
public final class ShutdownTimeoutCheck {

    private static final Logger log = LoggerFactory.getLogger(ShutdownTimeoutCheck.class);
    private static final String PHASE_PROPERTY = "spring.lifecycle.timeout-per-shutdown-phase";
    private static final Duration PHASE_DEFAULT = Duration.ofSeconds(30);

    /** To interrupt what still runs, and to write that it went back. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private ShutdownTimeoutCheck() {}

    public static void report(Environment environment, Duration shutdownTimeout) {
        Duration phase =
                Binder.get(environment).bind(PHASE_PROPERTY, Duration.class).orElse(PHASE_DEFAULT);
        Duration needed = shutdownTimeout.plus(MARGIN);
        if (phase.compareTo(needed) < 0) {
            log.warn(
                    "{} is {}, which is shorter than pgqueue.processing.shutdown-timeout ({}) and the {} that putting"
                            + " tasks back may take: at shutdown the connection pool may close under running handlers."
                            + " Set {} to at least {}, or the other to less",
                    PHASE_PROPERTY,
                    phase,
                    shutdownTimeout,
                    MARGIN,
                    PHASE_PROPERTY,
                    needed);
        }
    }
}
