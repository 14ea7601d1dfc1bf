package io.pgqueue.sample.till;

import io.pgqueue.TaskQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the roles of the queue and that of the till, as whoever administers the database would. That takes a superuser;
 * with another user there is no till.
 */
@Component
class TillRole {

    private static final Logger log = LoggerFactory.getLogger(TillRole.class);

    private final boolean there;

    /**
     * @param queue is there once the schema of the queue is
     */
    TillRole(
            TaskQueue queue,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            @Value("${pgqueue.schema:pgqueue}") String schema)
            throws IOException {
        String roles = script("io/pgqueue/db/roles.sql");
        String till = script("sql/till.sql").replace("{schema}", schema);
        this.there = Boolean.TRUE.equals(jdbc.queryForObject(
                "select rolsuper and to_regnamespace(?) is not null from pg_roles where rolname = current_user",
                Boolean.class,
                schema));
        if (!there) {
            log.info("The till is left out: its role can be made by a superuser alone");
            return;
        }
        transactions.executeWithoutResult(status -> {
            jdbc.queryForList("select set_config('pgqueue.schema', ?, true)", schema);
            jdbc.execute(roles);
            jdbc.execute(till);
        });
    }

    /** Whether there is a till. */
    boolean isThere() {
        return there;
    }

    private static String script(String path) throws IOException {
        return new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
    }
}
