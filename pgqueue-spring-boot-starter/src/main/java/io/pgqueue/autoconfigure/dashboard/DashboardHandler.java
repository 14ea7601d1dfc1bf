package io.pgqueue.autoconfigure.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;

/** Serves what is below the dashboard's path, to those who may look: the interface, the files, and the page for all else. */
final class DashboardHandler implements HttpRequestHandler {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    private final String path;
    private final DashboardAccess access;
    private final DashboardApi api;
    private final DashboardFiles files;

    DashboardHandler(String path, DashboardAccess access, DashboardApi api, DashboardFiles files) {
        this.path = path;
        this.access = access;
        this.api = api;
        this.files = files;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestPath whole = ServletRequestPathUtils.parseAndCache(request);
        String base = whole.contextPath().value() + path + "/";
        List<String> segments = segments(whole);
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");

        boolean isApi = !segments.isEmpty() && segments.get(0).equals("api");
        Viewer viewer = access.viewer(request);
        if (!viewer.mayView()) {
            refuse(viewer, isApi, response);
        } else if (isApi) {
            api.answer(viewer, segments.subList(1, segments.size()), request, response);
        } else if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (whole.pathWithinApplication().value().equals(path)) {
            // relative addresses of the page need the slash
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", base);
        } else if (segments.size() == 2 && segments.get(0).equals("assets")) {
            files.asset(segments.get(1), response);
        } else {
            files.page(base, response);
        }
    }

    private void refuse(Viewer viewer, boolean isApi, HttpServletResponse response) throws IOException {
        int status = viewer.signedIn() ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_UNAUTHORIZED;
        if (isApi) {
            String error = viewer.signedIn()
                    ? "You lack the authority to look at the dashboard"
                    : "You have to sign in to look at the dashboard";
            api.refuse(response, status, error);
        } else {
            response.sendError(status);
        }
    }

    /** Those below the dashboard's path, decoded. */
    private List<String> segments(RequestPath whole) {
        List<String> all = whole.pathWithinApplication().elements().stream()
                .filter(PathContainer.PathSegment.class::isInstance)
                .map(element -> ((PathContainer.PathSegment) element).valueToMatch())
                .toList();
        int own = (int) path.chars().filter(character -> character == '/').count();
        return all.subList(Math.min(own, all.size()), all.size());
    }
}
