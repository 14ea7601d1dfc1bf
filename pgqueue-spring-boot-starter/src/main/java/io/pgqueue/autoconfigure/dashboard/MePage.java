package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pgqueue.engine.PgQueueEngine;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who looks, at what, and what that one may do. */
final class MePage {

    private final String application;
    private final List<String> shards;
    private final boolean masked;

    MePage(String application, List<String> shards, boolean masked) {
        this.application = application;
        this.shards = shards;
        this.masked = masked;
    }

    void addTo(ApiRoutes routes) {
        routes.get("me", request -> me(request.viewer()));
    }

    private Me me(Viewer viewer) {
        return new Me(
                viewer.user().isEmpty() ? null : viewer.user(),
                viewer.mayOperate(),
                viewer.csrf(),
                viewer.readOnlyReason(),
                Objects.requireNonNullElse(PgQueueEngine.class.getPackage().getImplementationVersion(), "development"),
                application,
                shards,
                masked);
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Me(
            @Nullable String user,
            boolean mayOperate,
            Viewer.@Nullable Csrf csrf,
            @Nullable String readOnlyReason,
            String version,
            String application,
            List<String> shards,
            boolean masked) {}
}
