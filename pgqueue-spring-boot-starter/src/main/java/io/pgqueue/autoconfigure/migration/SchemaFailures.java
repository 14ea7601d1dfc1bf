package io.pgqueue.autoconfigure.migration;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The reports about a schema that is not ready. */
final class SchemaFailures {

    private static final String CHANGELOG = "classpath:io/pgqueue/db/changelog.xml";

    private SchemaFailures() {}

    static SetupException notReady(String schema, int installed) {
        return new SetupException(
                state(schema, installed) + ", and pgqueue.migration.enabled is false.",
                "Run the changelog " + CHANGELOG + " (parameter pgqueue.schema=" + schema
                        + ") before the application starts: include it in the application's own Liquibase changelog,"
                        + " or run it by hand. Or set pgqueue.migration.enabled=true, and pgqueue does so when it"
                        + " starts.");
    }

    static SetupException noLiquibase(String schema, int installed) {
        return new SetupException(
                state(schema, installed) + ", and Liquibase is not on the class path.",
                "Add org.liquibase:liquibase-core, which pgqueue-spring-boot-starter brings unless it is excluded, or"
                        + " run the changelog " + CHANGELOG + " (parameter pgqueue.schema=" + schema
                        + ") by other means before the application starts.");
    }

    static SetupException locked(String schema, LiquibaseLock lock) {
        return new SetupException(
                "Schema '" + schema + "' must be migrated, but Liquibase's lock on it is held by "
                        + (lock.owner() != null ? lock.owner() : "an unknown instance")
                        + (lock.since() != null ? " since " + lock.since() : "")
                        + ". No instance of pgqueue is migrating it now, so the one that took the lock was most likely"
                        + " killed.",
                "Make sure that nobody runs Liquibase on this schema by hand, then free the lock by: " + unlock(schema)
                        + " and start again.");
    }

    static SetupException lockedByOther(String schema, Throwable cause) {
        return new SetupException(
                "Schema '" + schema + "' must be migrated, but Liquibase did not get its lock: " + cause.getMessage(),
                "Wait for whoever runs Liquibase on this schema, or, if nobody does, free the lock by: "
                        + unlock(schema) + " and start again.",
                cause);
    }

    static SetupException busy(String schema, @Nullable String holder, Throwable cause) {
        return new SetupException(
                "Schema '" + schema + "' must be migrated, but another instance has been at it for too long: "
                        + (holder != null ? holder : "it is not visible in pg_stat_activity") + ".",
                "Look at what that instance does. If it hangs, end its session by pg_terminate_backend(<pid>), and"
                        + " start again.",
                cause);
    }

    static SetupException locksNotFree(String schema, Duration patience, LockNotFreeException cause) {
        String holder = cause.holder();
        return new SetupException(
                "The migration of schema '" + schema + "' did not get a lock, although it was tried again for "
                        + patience.toSeconds() + " s: " + cause.getMessage()
                        + (holder != null ? ". The oldest transaction that has locks there is of " + holder : "") + ".",
                "Let that transaction come to its end, or end its session by pg_terminate_backend(<pid>), and start"
                        + " again: what was done before stays, and the migration goes on from there."
                        + " pgqueue.migration.lock-patience says for how long it is tried, pgqueue.migration.lock-timeout"
                        + " how long a statement waits.",
                cause);
    }

    static SetupException tooNew(String schema, int installed, int oldestServed) {
        return new SetupException(
                "The schema '" + schema + "' of pgqueue has version " + installed
                        + ", which serves releases of version "
                        + oldestServed + " and later, but this older release is of version " + SchemaVersion.CURRENT
                        + ".",
                "Start a release that the schema serves. A schema is not migrated back: to return to this release for"
                        + " good, restore the database as it was before the migration, or give this release another"
                        + " schema by pgqueue.schema while a newer one works off what is in this one.");
    }

    static SetupException mayNotCreate(String schema, Connection connection, SQLException cause) throws SQLException {
        String user = connection.getMetaData().getUserName();
        String database = connection.getCatalog();
        return new SetupException(
                "Schema '" + schema + "' does not exist in database '" + database + "', and user '" + user
                        + "' may not create it.",
                "Let somebody who may run: create schema " + schema + " authorization " + user
                        + "; or set pgqueue.schema to a schema that the user may create tables in.",
                cause);
    }

    static SetupException failed(String schema, Throwable cause) {
        return new SetupException(
                "The migration of schema '" + schema + "' failed: " + cause.getMessage(),
                "Mend what the message names, and start again: what was done before it stays, and the migration goes"
                        + " on from there.",
                cause);
    }

    static SetupException incomplete(String schema, int reached) {
        return new SetupException(
                state(schema, reached) + " although its changelog has run.",
                "The class path most likely holds a changelog " + CHANGELOG
                        + " of another release: use the same version of pgqueue-core and pgqueue-spring-boot-starter.");
    }

    private static String state(String schema, int installed) {
        return installed == 0
                ? "The schema '" + schema + "' of pgqueue is missing or empty"
                : "The schema '" + schema + "' of pgqueue has version " + installed + ", but this release needs "
                        + SchemaVersion.CURRENT;
    }

    private static String unlock(String schema) {
        return "update " + schema
                + ".databasechangeloglock set locked = false, lockgranted = null, lockedby = null where id = 1;";
    }
}
