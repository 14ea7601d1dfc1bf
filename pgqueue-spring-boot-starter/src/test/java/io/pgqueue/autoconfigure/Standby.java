package io.pgqueue.autoconfigure;

import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that refuses what writes, as a hot standby does, and counts who asks it. */
public final class Standby extends DelegatingDataSource {

    private final AtomicInteger reads = new AtomicInteger();

    public Standby(TestDatabase database) {
        super(database.direct());
    }

    @Override
    public Connection getConnection() throws SQLException {
        reads.incrementAndGet();
        Connection connection = super.getConnection();
        connection.setReadOnly(true);
        return connection;
    }

    int reads() {
        return reads.get();
    }
}
