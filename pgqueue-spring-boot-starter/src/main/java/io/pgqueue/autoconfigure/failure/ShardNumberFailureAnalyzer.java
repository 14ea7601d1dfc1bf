package io.pgqueue.autoconfigure.failure;

import io.pgqueue.engine.ShardNumberException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a shard whose schema has another number than the properties say. */
final class ShardNumberFailureAnalyzer extends AbstractFailureAnalyzer<ShardNumberException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ShardNumberException cause) {
        String property = "pgqueue.shards." + cause.shard();
        return new FailureAnalysis(
                "The number of a shard does not fit: " + cause.getMessage() + ".",
                "If the schema is the one that is meant, set " + property + ".number=" + cause.present()
                        + ". If it is not, correct the data-source, url or schema of " + property
                        + ". If it is new, and pgqueue.migration.enabled is false, let its owner run: select <schema>"
                        + ".set_shard_number(" + cause.number()
                        + "). A schema that has handed out ids keeps its number.",
                cause);
    }
}
