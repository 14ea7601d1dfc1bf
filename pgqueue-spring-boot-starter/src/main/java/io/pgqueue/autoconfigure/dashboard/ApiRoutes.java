package io.pgqueue.autoconfigure.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the interface answers, by method and path below {@code api/}. Filled once, then thread-safe. */
final class ApiRoutes {

    private final List<Route> routes = new ArrayList<>();

    /** @param path with {@code {name}} for a segment that may be anything */
    ApiRoutes get(String path, Function<ApiRequest, Object> answer) {
        routes.add(new Route("GET", List.of(path.split("/", -1)), answer));
        return this;
    }

    ApiRoutes post(String path, Function<ApiRequest, Object> answer) {
        routes.add(new Route("POST", List.of(path.split("/", -1)), answer));
        return this;
    }

    Optional<Match> find(String method, List<String> path) {
        return routes.stream()
                .filter(route -> route.method.equals(method))
                .flatMap(route -> Optional.ofNullable(route.match(path)).stream())
                .findFirst();
    }

    boolean isKnown(List<String> path) {
        return routes.stream().anyMatch(route -> route.match(path) != null);
    }

    /** An answer, and the variables of its path. */
    record Match(Function<ApiRequest, Object> answer, Map<String, String> variables) {}

    private record Route(String method, List<String> path, Function<ApiRequest, Object> answer) {
        @Nullable
        Match match(List<String> segments) {
            if (segments.size() != path.size()) {
                return null;
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < segments.size(); i++) {
                String part = path.get(i);
                if (part.startsWith("{")) {
                    variables.put(part.substring(1, part.length() - 1), segments.get(i));
                } else if (!part.equals(segments.get(i))) {
                    return null;
                }
            }
            return new Match(answer, variables);
        }
    }
}
