package io.pgqueue.autoconfigure.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * Who looks, and what that one may do.
 *
 * @param user empty if nobody is known
 * @param signedIn whether somebody is known, so that it would not help to sign in
 * @param readOnlyReason why nothing may be changed, and what to do; null if it may
 * @param csrf what the application's own protection wants with each write; null if nothing
 */
record Viewer(
        String user,
        boolean signedIn,
        boolean mayView,
        @Nullable String readOnlyReason,
        @Nullable Csrf csrf) {

    boolean mayOperate() {
        return readOnlyReason == null;
    }

    /** A header, and its value. */
    record Csrf(String header, String token) {}
}
