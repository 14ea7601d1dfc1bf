package io.pgqueue.test;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskInfo;
import io.pgqueue.UnknownKindException;
import io.pgqueue.autoconfigure.connection.QueueSchemas.QueueSchema;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the queue holds, seen from within the caller's transaction; of several shards one after the other. */
final class StoredTasks {

    private final TaskAdmin admin;
    private final List<QueueSchema> schemas;

    /** @param schemas at least one, each named as the engine's settings have checked it */
    StoredTasks(TaskAdmin admin, List<QueueSchema> schemas) {
        this.admin = admin;
        this.schemas = schemas;
    }

    /** The database's time, which goes on within a transaction. */
    Instant now() {
        return JdbcClient.create(schemas.get(0).dataSource())
                .sql("/* pgqueue:tester */ select clock_timestamp()")
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    List<TaskInfo> all() {
        return schemas.stream()
                .flatMap(schema -> find(sql(schema, "/* pgqueue:tester */ select id from {schema}.tasks order by id")))
                .toList();
    }

    /** @throws UnknownKindException if nobody knows the kind, so that a misspelt one is not taken for an empty one */
    List<TaskInfo> of(String kind) {
        List<String> kinds = admin.kinds().stream().map(KindInfo::name).toList();
        if (!kinds.contains(kind)) {
            throw new UnknownKindException(kind, kinds);
        }
        return schemas.stream()
                .flatMap(schema -> find(
                        sql(schema, "/* pgqueue:tester */ select id from {schema}.tasks where kind = ? order by id")
                                .param(kind)))
                .toList();
    }

    /** Kinds with tasks that could run at this time, or can by now, each with how many. */
    List<String> dueAt(Instant time) {
        return schemas.stream()
                .flatMap(schema -> sql(schema, """
                                /* pgqueue:tester */ select kind || ' (' || count(*) || ')' from {schema}.tasks
                                where status in ('new', 'must_retry') and available_at <= greatest(clock_timestamp(), ?)
                                group by kind order by kind""").param(Timestamp.from(time)).query(String.class).list().stream())
                .toList();
    }

    private static JdbcClient.StatementSpec sql(QueueSchema schema, String text) {
        return JdbcClient.create(schema.dataSource()).sql(text.replace("{schema}", schema.schema()));
    }

    private Stream<TaskInfo> find(JdbcClient.StatementSpec ids) {
        return ids.query(Long.class).list().stream().map(admin::find).flatMap(Optional::stream);
    }
}
