package io.pgqueue.autoconfigure.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller asks of the interface.
 *
 * @param variables of the path, such as a task's id
 * @param query parameters of the address; a name may be there several times
 * @param body what a write sends along; empty for a read
 */
record ApiRequest(Viewer viewer, Map<String, String> variables, Map<String, List<String>> query, ObjectNode body) {

    private static final int MAX_BODY = 8 * 1024 * 1024;

    static Map<String, List<String>> query(HttpServletRequest request) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, Arrays.asList(values)));
        return query;
    }

    static ObjectNode body(HttpServletRequest request, JsonText json) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw Refusal.badRequest("the body is larger than " + MAX_BODY + " bytes");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (json.read("body", text.isBlank() ? "{}" : text) instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.badRequest("the body must be a JSON object");
    }

    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("no variable " + name);
        }
        return value;
    }

    /** The id in the path; {@link Refusal} if it is none. */
    long id() {
        return number("id", variable("id"));
    }

    /** A parameter; null if it is not there, or empty. */
    @Nullable
    String parameter(String name) {
        return query.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    int parameter(String name, int otherwise) {
        String value = parameter(name);
        return value == null ? otherwise : intOf(name, value);
    }

    /** A field of the body that is text; null if it is not there, or null. */
    @Nullable
    String text(String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw Refusal.badRequest(name + " must be text");
        }
        return value.asString();
    }

    /** {@link Refusal} if it is not there. */
    String requiredText(String name) {
        String value = text(name);
        if (value == null || value.isBlank()) {
            throw Refusal.badRequest(name + " is missing; it must be a text of 1 to 1,000 characters");
        }
        return value;
    }

    /** A field of the body that is a whole number; null if it is null. {@link Refusal} if it is not there. */
    @Nullable
    Long numberOrNull(String name) {
        JsonNode value = body.get(name);
        if (value == null) {
            throw Refusal.badRequest(name + " is missing; it must be a whole number, or null for none");
        }
        if (!value.isNull() && !isWhole(value)) {
            throw Refusal.badRequest(name + " must be a whole number, or null for none");
        }
        return value.isNull() ? null : value.asLong();
    }

    /** Whether it is a number that {@code long} holds, such as 1 or 1.0. */
    static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.canConvertToLong() && value.canConvertToExactIntegral();
    }

    int requiredInt(String name) {
        Long value = numberOrNull(name);
        if (value == null || value != value.intValue()) {
            throw Refusal.badRequest(name + " must be a whole number");
        }
        return value.intValue();
    }

    static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest(name + " is '" + value + "', but must be a whole number");
        }
    }

    private static int intOf(String name, String value) {
        long number = number(name, value);
        if (number != (int) number) {
            throw Refusal.badRequest(name + " is " + value + ", which is out of range");
        }
        return (int) number;
    }
}
