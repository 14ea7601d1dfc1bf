package io.pgqueue.autoconfigure.failure;

import io.pgqueue.engine.InvalidRegistrationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports what the engine itself refuses; handlers and properties are checked before they reach it. */
final class RegistrationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRegistrationException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidRegistrationException cause) {
        if (findCause(rootFailure, SetupException.class) != null) {
            // the same failure, and its report knows the place
            return null;
        }
        return new FailureAnalysis(
                "The task kind '" + cause.kind() + "' cannot be registered: " + cause.getMessage(),
                "Correct the handler or registration of the kind, or its properties pgqueue.kinds." + cause.kind()
                        + ".* and pgqueue.defaults.*.",
                cause);
    }
}
