package io.pgqueue.benchmarks.fire.fault;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sessions that are ended by {@code pg_terminate_backend}. */
enum SessionFault implements Fault {
    BACKEND_ENDED("a session of a worker or producer is ended", """
            select pg_terminate_backend(pid) from (
                select pid from pg_stat_activity where usename in ('fire_worker', 'fire_producer')
                order by state = 'active' desc, random() limit 1) s"""),
    LISTENER_ENDED("the session by which a worker listens and beats is ended", """
            select pg_terminate_backend(s.pid) from (
                select a.pid from pgqueue.worker w
                join pg_stat_activity a on a.pid = w.backend_pid and a.backend_start = w.backend_start
                where w.ended_at is null order by random() limit 1) s"""),
    ALL_BACKENDS_ENDED("all sessions of workers and producers are ended at once", """
            select pg_terminate_backend(pid) from pg_stat_activity where usename in ('fire_worker', 'fire_producer')""");

    private final String says;
    private final String sql;

    SessionFault(String says, String sql) {
        this.says = says;
        this.sql = sql;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public boolean strike(Arena arena) {
        List<Boolean> ended = new JdbcTemplate(arena.stage().database().as("postgres"))
                .queryForList("/* fire:end */ " + sql, Boolean.class);
        return ended.contains(true);
    }
}
