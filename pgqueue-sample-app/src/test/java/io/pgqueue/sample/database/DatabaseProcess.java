package io.pgqueue.sample.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;

/** A process that starts an embedded database, adds a row to it, and waits for its end. */
final class DatabaseProcess {

    private DatabaseProcess() {}

    public static void main(String[] args) throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(args[0]), 0);
        Connection connection = DriverManager.getConnection(database.jdbcUrl(), EmbeddedDatabase.USER, "");
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists kept (id int generated always as identity)");
            statement.execute("insert into kept default values");
        }
        System.out.println("READY " + database.jdbcUrl());
        new CountDownLatch(1).await();
    }
}
