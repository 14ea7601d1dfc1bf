package io.pgqueue.autoconfigure.connection;

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

    /** Without the password, and without the URL, which may hold one. */
    @Override
    public String toString() {
        return url == null ? "of the pool" : "by a URL of its own";
    }
}
