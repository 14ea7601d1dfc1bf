package io.pgqueue.internal.store;

import io.pgqueue.TaskLogLine;
import io.pgqueue.internal.store.Database.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Keeps what handlers say of their tasks. */
final class MessageStore {

    private final String keep;

    MessageStore(Database database) {
        // Locks nothing; a claim that was lost meanwhile has its outcome refused by the statement that follows.
        this.keep = database.sql("/* pgqueue:keep-messages */ select {schema}.keep_messages(?, ?, ?, ?, ?, ?)");
    }

    /** Keeps what was said by attempts of one worker that still have their tasks. */
    void keep(Transaction transaction, List<Said> all) throws SQLException {
        List<Claim> claims = new ArrayList<>();
        List<TaskLogLine> lines = new ArrayList<>();
        for (Said said : all) {
            for (TaskLogLine line : said.lines()) {
                claims.add(said.claim());
                lines.add(line);
            }
        }
        transaction.query(
                keep,
                statement -> {
                    statement.setInt(1, claims.get(0).worker());
                    Rows.bindArray(
                            statement,
                            2,
                            "int8",
                            claims.stream().mapToLong(Claim::taskId).toArray());
                    Rows.bindArray(
                            statement,
                            3,
                            "int4",
                            claims.stream().mapToInt(Claim::attempt).toArray());
                    Rows.bindArray(
                            statement,
                            4,
                            "int8",
                            claims.stream().mapToLong(Claim::token).toArray());
                    Rows.bindArray(
                            statement,
                            5,
                            "timestamptz",
                            lines.stream().map(line -> line.at().toString()).toArray(String[]::new));
                    Rows.bindArray(
                            statement,
                            6,
                            "text",
                            lines.stream().map(TaskLogLine::message).toArray(String[]::new));
                },
                Rows.single(row -> row.getObject(1)));
    }
}
