package io.pgqueue.benchmarks.fire.fault;

import io.pgqueue.benchmarks.fire.stage.Server;
import io.pgqueue.benchmarks.fire.stage.SmallDisk;
import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What befalls the server. */
enum ServerFault implements Fault {
    SERVER_CRASHED("the server is stopped by pg_ctl stop -m immediate under load, recovers and starts") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            Server server = arena.stage().server();
            arena.stage().ledger().crashed();
            server.stopImmediately();
            Arena.pause(arena.between(0, 2_000));
            server.start();
            arena.stage().ledger().crashed();
            return true;
        }
    },
    SERVER_PAUSED("all processes of the server stand still, mostly for longer than a lease or a heartbeat") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            Server server = arena.stage().server();
            server.pause();
            Arena.pause(arena.between(2_000, 12_000));
            server.resume();
            return true;
        }
    },
    DISK_FULL("the server's disk has not one free block") {
        @Override
        public Optional<String> whyNot(Arena arena) {
            return arena.stage().whyNoDisk();
        }

        @Override
        public boolean strike(Arena arena) throws Exception {
            SmallDisk disk = arena.stage().disk().orElseThrow();
            arena.stage().ledger().crashed();
            disk.fill();
            try {
                new JdbcTemplate(arena.stage().database().as("postgres")).execute("select pg_switch_wal()");
            } catch (DataAccessException e) {
                // it may stop at that: the log has no room
            }
            Arena.pause(arena.between(1_000, 4_000));
            disk.free();
            arena.stage().server().start();
            arena.stage().ledger().crashed();
            return true;
        }
    },
    CLOCK_JUMPED("the server's clock jumps by up to a minute, forward or back, and later back to what it was") {
        @Override
        public Optional<String> whyNot(Arena arena) {
            return Server.whyNoClock();
        }

        @Override
        public boolean strike(Arena arena) throws Exception {
            Server server = arena.stage().server();
            server.setClock(Duration.ofSeconds(arena.random().nextInt(-60, 61)));
            Arena.pause(arena.between(2_000, 6_000));
            server.setClock(Duration.ZERO);
            Arena.pause(Duration.ofMillis(1_500));
            return true;
        }
    };

    private final String says;

    ServerFault(String says) {
        this.says = says;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public boolean isServers() {
        return true;
    }
}
