package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.UnknownKindException;
import io.pgqueue.autoconfigure.actuate.OneLine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The JSON interface of the page: finds the answer to a request, refuses writes that do not come from the page, and turns
 * failures into {@code {"error": …}}. Thread-safe.
 */
final class DashboardApi {

    /** Which no form, and no script of another origin, can send without being asked beforehand. */
    static final String WRITE_HEADER = "X-PgQueue-Dashboard";

    private static final Logger log = LoggerFactory.getLogger(DashboardApi.class);

    private final ApiRoutes routes;
    private final JsonText json;

    DashboardApi(ApiRoutes routes, JsonText json) {
        this.routes = routes;
        this.json = json;
    }

    /** @param path segments below {@code api/}, decoded */
    void answer(Viewer viewer, List<String> path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            write(response, 200, answer(viewer, path, request));
        } catch (Refusal e) {
            refuse(response, e.status(), Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (UnknownKindException e) {
            refuse(response, 404, String.valueOf(e.getMessage()));
        } catch (InvalidTaskException | IllegalArgumentException e) {
            refuse(response, 400, String.valueOf(e.getMessage()));
        } catch (DataAccessResourceFailureException e) {
            refuse(response, 503, "The database is away: " + e.getMessage());
        } catch (DataAccessException e) {
            log.warn(
                    "the database refused what the dashboard asked of it at {}", OneLine.of(String.join("/", path)), e);
            refuse(response, 503, "The database refused that: " + e.getMessage());
        }
    }

    void refuse(HttpServletResponse response, int status, String error) throws IOException {
        write(response, status, new Failure(error));
    }

    private Object answer(Viewer viewer, List<String> path, HttpServletRequest request) throws IOException {
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        ApiRoutes.Match match = routes.find(method, path)
                .orElseThrow(() -> routes.isKnown(path)
                        ? new Refusal(405, "api/" + String.join("/", path) + " does not take " + method)
                        : Refusal.notFound("there is no api/" + String.join("/", path)));
        boolean write = !method.equals("GET");
        if (write) {
            requireFromPage(request);
            if (viewer.readOnlyReason() != null) {
                throw new Refusal(403, viewer.readOnlyReason());
            }
        }
        return match.answer()
                .apply(new ApiRequest(
                        viewer,
                        match.variables(),
                        ApiRequest.query(request),
                        write ? ApiRequest.body(request, json) : JsonNodeFactory.instance.objectNode()));
    }

    private static void requireFromPage(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            throw new Refusal(
                    403, "This came from another site (Sec-Fetch-Site: " + site + "), which may change nothing");
        }
        if (!"1".equals(request.getHeader(WRITE_HEADER))) {
            throw new Refusal(403, "A write needs the header " + WRITE_HEADER + ": 1");
        }
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new Refusal(415, "A write needs a body of Content-Type application/json");
        }
    }

    private void write(HttpServletResponse response, int status, Object value) throws IOException {
        byte[] bytes = json.bytes(value);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private record Failure(String error) {}
}
