package io.pgqueue.autoconfigure.connection;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Where a shard is.
 *
 * @param transactionManager of the application; null where the {@code DataSource} is the shard's own
 * @param replica of a hot standby; null if there is none
 */
public record ShardSource(
        DataSource dataSource,
        @Nullable Supplier<PlatformTransactionManager> transactionManager,
        @Nullable DataSource replica) {

    /** @throws io.pgqueue.autoconfigure.failure.SetupException if its URL would tell a password to the logs */
    public ShardSource {
        UrlCheck.requireNoUser(dataSource);
        if (replica != null) {
            UrlCheck.requireNoUser(replica);
        }
    }
}
