package io.pgqueue.autoconfigure.migration;

import java.util.logging.Level;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Passes on what Liquibase logs, one level lower where it is only progress: a start needs one line about it. */
final class QuietLogService extends AbstractLogService {

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Liquibase declares it
    public Logger getLog(Class clazz) {
        return new QuietLogger(LoggerFactory.getLogger(clazz));
    }

    private static final class QuietLogger extends AbstractLogger {

        private final org.slf4j.Logger target;

        QuietLogger(org.slf4j.Logger target) {
            this.target = target;
        }

        @Override
        public void log(Level level, @Nullable String message, @Nullable Throwable error) {
            if (level.equals(Level.OFF)) {
                // how Liquibase marks what is not to be logged
                return;
            }
            if (level.intValue() >= Level.SEVERE.intValue()) {
                target.error(message, error);
            } else if (level.intValue() >= Level.WARNING.intValue()) {
                target.warn(message, error);
            } else if (level.intValue() >= Level.INFO.intValue()) {
                target.debug(message, error);
            } else {
                target.trace(message, error);
            }
        }
    }
}
