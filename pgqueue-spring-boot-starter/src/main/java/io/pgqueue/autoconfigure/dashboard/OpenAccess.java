package io.pgqueue.autoconfigure.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/** Access where Spring Security protects nothing: everybody may look, and change things only if that was allowed. */
final class OpenAccess implements DashboardAccess {

    static final String READ_ONLY =
            "Nothing can be changed here, since the application has no Spring Security. Add it, as"
                    + " the documentation of the dashboard says, or set pgqueue.dashboard.allow-writes-without-security to true.";

    private final boolean writable;

    OpenAccess(boolean writable) {
        this.writable = writable;
    }

    @Override
    public Viewer viewer(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return new Viewer(
                principal == null ? "" : principal.getName(),
                principal != null,
                true,
                writable ? null : READ_ONLY,
                null);
    }
}
