package io.pgqueue.sample.sql;

import io.pgqueue.TaskQueue;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Creates the function and makes it the work of its kind, before the handlers of this instance are registered. In an
 * application that would be a part of its database migration.
 */
@Component
class SqlLuckyFunction {

    static final String KIND = "sql-lucky";
    static final int MAX_ATTEMPTS = 3;

    private static final Resource FUNCTION = new ClassPathResource("sql/lucky.sql");

    /**
     * @param queue is there once the schema of the queue is
     * @param shards empty without the profile of that name; each of them is to know the kind
     */
    SqlLuckyFunction(
            TaskQueue queue,
            JdbcTemplate jdbc,
            ObjectProvider<ShardedEngine> shards,
            @Value("${pgqueue.schema:pgqueue}") String schema)
            throws IOException {
        jdbc.execute(FUNCTION.getContentAsString(StandardCharsets.UTF_8));
        List<String> schemas = shards.stream()
                .flatMap(engine -> engine.shards().stream())
                .map(QueueShard::schema)
                .toList();
        for (String one : schemas.isEmpty() ? List.of(schema) : schemas) {
            jdbc.queryForList(
                    "select " + one + ".register_sql_task(?, 'sql_lucky(jsonb)', max_attempts => ?)",
                    KIND,
                    MAX_ATTEMPTS);
        }
    }
}
