package io.pgqueue.test;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskInfo;
import io.pgqueue.UnknownKindException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the queue holds, seen from within the caller's transaction. */
final class StoredTasks {

    private final TaskAdmin admin;
    private final JdbcClient jdbc;
    private final String schema;

    /** @param schema as the engine's settings have checked it */
    StoredTasks(TaskAdmin admin, DataSource dataSource, String schema) {
        this.admin = admin;
        this.jdbc = JdbcClient.create(dataSource);
        this.schema = schema;
    }

    /** The database's time, which goes on within a transaction. */
    Instant now() {
        return jdbc.sql("/* pgqueue:tester */ select clock_timestamp()")
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    List<TaskInfo> all() {
        return find(jdbc.sql("/* pgqueue:tester */ select id from " + schema + ".tasks order by id")
                .query(Long.class)
                .list());
    }

    /** @throws UnknownKindException if nobody knows the kind, so that a misspelt one is not taken for an empty one */
    List<TaskInfo> of(String kind) {
        List<String> kinds = admin.kinds().stream().map(KindInfo::name).toList();
        if (!kinds.contains(kind)) {
            throw new UnknownKindException(kind, kinds);
        }
        return find(jdbc.sql("/* pgqueue:tester */ select id from " + schema + ".tasks where kind = ? order by id")
                .param(kind)
                .query(Long.class)
                .list());
    }

    /** Kinds with tasks that could run at this time, or can by now, each with how many. */
    List<String> dueAt(Instant time) {
        return jdbc.sql("/* pgqueue:tester */ select kind || ' (' || count(*) || ')' from " + schema + ".tasks"
                        + " where status in ('new', 'must_retry') and available_at <= greatest(clock_timestamp(), ?)"
                        + " group by kind order by kind")
                .param(Timestamp.from(time))
                .query(String.class)
                .list();
    }

    private List<TaskInfo> find(List<Long> ids) {
        return ids.stream().map(admin::find).flatMap(Optional::stream).toList();
    }
}
