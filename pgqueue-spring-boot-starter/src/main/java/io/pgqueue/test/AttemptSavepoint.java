package io.pgqueue.test;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.autoconfigure.connection.QueueSchemas;
import io.pgqueue.autoconfigure.connection.QueueSchemas.QueueSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Undoes what a failed attempt has written, when it runs in the test's transaction: without that a statement that fails
 * would spoil the whole transaction, and a handler's half-done work would stay. Outermost, so that it covers the
 * application's interceptors.
 */
final class AttemptSavepoint implements TaskInterceptor, Ordered {

    private final Supplier<QueueSchemas> schemas;

    /** @param schemas asked with each attempt: the engine that they belong to collects its interceptors while it is made */
    AttemptSavepoint(Supplier<QueueSchemas> schemas) {
        this.schemas = schemas;
    }

    @Override
    public @Nullable Object around(TaskContext context, Callable<@Nullable Object> work) throws Exception {
        return undoneIfItFails(work);
    }

    @Override
    public void aroundBatch(List<TaskContext> contexts, Callable<@Nullable Object> work) throws Exception {
        undoneIfItFails(work);
    }

    private @Nullable Object undoneIfItFails(Callable<@Nullable Object> work) throws Exception {
        Connection connection = connectionOfTransaction();
        if (connection == null) {
            return work.call();
        }
        Savepoint savepoint = connection.setSavepoint();
        try {
            Object result = work.call();
            connection.releaseSavepoint(savepoint);
            return result;
        } catch (Throwable e) {
            undo(connection, savepoint, e);
            throw e;
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    private @Nullable Connection connectionOfTransaction() throws SQLException {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return null;
        }
        for (QueueSchema schema : schemas.get().all()) {
            if (TransactionSynchronizationManager.getResource(schema.dataSource()) instanceof ConnectionHolder holder
                    // inside a transaction of another manager Spring keeps a connection of ours that commits by itself
                    && !holder.getConnection().getAutoCommit()) {
                return holder.getConnection();
            }
        }
        return null;
    }

    private static void undo(Connection connection, Savepoint savepoint, Throwable failure) {
        try {
            connection.rollback(savepoint);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
