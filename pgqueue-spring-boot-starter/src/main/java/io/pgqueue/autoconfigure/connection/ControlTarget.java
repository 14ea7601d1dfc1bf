package io.pgqueue.autoconfigure.connection;

import io.pgqueue.autoconfigure.failure.SetupException;
import org.jspecify.annotations.Nullable;

/**
 * Where control sessions connect to, if not to where the pool leads: past a pooler, say.
 *
 * @param url null for where the pool leads
 * @param username null for the pool's user and password
 */
public record ControlTarget(
        @Nullable String url,
        @Nullable String username,
        @Nullable String password) {

    /** Where the pool leads. */
    public static final ControlTarget OF_POOL = new ControlTarget(null, null, null);

    /**
     * Where a property leads.
     *
     * @throws SetupException if it does not lead to PostgreSQL, or has a user before the host; it does not show the URL, which may hold a password
     */
    public static ControlTarget of(
            String property, @Nullable String url, @Nullable String username, @Nullable String password) {
        if (url != null && !url.startsWith("jdbc:postgresql:")) {
            throw new SetupException(
                    "The property " + property + " is no JDBC URL of PostgreSQL.",
                    "Set it to one: jdbc:postgresql://<host>:<port>/<database>, with the database to which the pool"
                            + " leads.");
        }
        UrlCheck.requireNoUser(
                "The property " + property,
                url,
                "Take it out of the URL. The control session logs in as the pool does, unless the URL has"
                        + " ?user=<user>&password=<password>.");
        return new ControlTarget(url, username, password);
    }

    /** Without the password, and without the URL, which may hold one. */
    @Override
    public String toString() {
        return url == null ? "of the pool" : "by a URL of its own";
    }
}
