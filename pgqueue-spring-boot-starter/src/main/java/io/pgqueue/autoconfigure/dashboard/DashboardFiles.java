package io.pgqueue.autoconfigure.dashboard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/** The page's files, as they were built. Thread-safe. */
final class DashboardFiles {

    /** What the page has where its address is to stand. */
    static final String BASE = "__BASE__";

    private static final String FOLDER = "io/pgqueue/dashboard/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript",
            "css", "text/css",
            "svg", "image/svg+xml",
            "png", "image/png",
            "json", "application/json",
            "txt", "text/plain",
            "woff2", "font/woff2");

    /** Writes a file whose name has the hash of its content, so that it never changes; 404 if there is none. */
    void asset(String name, HttpServletResponse response) throws IOException {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        Optional<byte[]> content =
                type != null && NAME.matcher(name).matches() ? read("assets/" + name) : Optional.empty();
        if (content.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
        write(response, type + ";charset=UTF-8", content.get());
    }

    /**
     * Writes the page.
     *
     * @param base address of the dashboard, with a slash at its end
     */
    void page(String base, HttpServletResponse response) throws IOException {
        Optional<byte[]> page = read("index.html");
        if (page.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String html = new String(page.get(), StandardCharsets.UTF_8).replace(BASE, HtmlUtils.htmlEscape(base));
        response.setHeader("Cache-Control", "no-cache");
        write(response, "text/html;charset=UTF-8", html.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<byte[]> read(String file) throws IOException {
        ClassPathResource resource = new ClassPathResource(FOLDER + file, DashboardFiles.class.getClassLoader());
        if (!resource.exists()) {
            return Optional.empty();
        }
        try (InputStream stream = resource.getInputStream()) {
            return Optional.of(stream.readAllBytes());
        }
    }

    private static void write(HttpServletResponse response, String type, byte[] content) throws IOException {
        response.setContentType(type);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}
