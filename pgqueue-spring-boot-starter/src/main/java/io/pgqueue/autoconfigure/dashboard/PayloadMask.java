package io.pgqueue.autoconfigure.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Hides the values of fields whose names say that they are confidential. Thread-safe. */
final class PayloadMask {

    /** What stands in the place of a value. */
    static final String MASKED = "***";

    private static final String UNREADABLE = "\"*** (too deep, or its numbers too long, to mask it)\"";

    private final JsonText json;
    private final List<Pattern> names;

    PayloadMask(JsonText json, List<Pattern> names) {
        this.json = json;
        this.names = List.copyOf(names);
    }

    boolean isOn() {
        return !names.isEmpty();
    }

    /**
     * JSON text without confidential values; null if it is null. What SQL stored, and cannot be read here since it nests too
     * deep or has numbers that are too long, is hidden as a whole.
     */
    @Nullable
    String shown(@Nullable String text) {
        if (text == null || !isOn()) {
            return text;
        }
        JsonNode node;
        try {
            node = json.read("payload", text);
        } catch (Refusal e) {
            return UNREADABLE;
        }
        return json.text(masked(node));
    }

    Map<String, String> shown(Map<String, String> headers) {
        Map<String, String> shown = new LinkedHashMap<>();
        headers.forEach((name, value) -> shown.put(name, hides(name) ? MASKED : value));
        return shown;
    }

    /** {@link Refusal} if a condition has a masked field, so that nobody guesses its value by searching for it. */
    void requireNoneIn(String condition) {
        requireNoneIn(json.read("payload", condition));
    }

    /** What somebody made of the shown text, with the values that it still hides from the original. */
    String restored(String edited, @Nullable String original) {
        JsonNode node = json.read("payload", edited);
        return original == null || !isOn() ? edited : json.text(restored(node, json.read("payload", original), false));
    }

    private boolean hides(String name) {
        return names.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }

    private JsonNode masked(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                JsonNode value = field.getValue();
                field.setValue(hides(field.getKey()) && !value.isNull() ? StringNode.valueOf(MASKED) : masked(value));
            });
        } else if (node instanceof ArrayNode array) {
            array.forEach(this::masked);
        }
        return node;
    }

    private JsonNode restored(JsonNode edited, JsonNode original, boolean hidden) {
        if (hidden && edited.isString() && edited.asString().equals(MASKED)) {
            return original;
        }
        if (edited instanceof ObjectNode object && original instanceof ObjectNode before) {
            object.properties().forEach(field -> {
                JsonNode old = before.get(field.getKey());
                if (old != null) {
                    field.setValue(restored(field.getValue(), old, hides(field.getKey())));
                }
            });
        } else if (edited instanceof ArrayNode array && original instanceof ArrayNode before) {
            for (int i = 0; i < Math.min(array.size(), before.size()); i++) {
                array.set(i, restored(array.get(i), before.get(i), false));
            }
        }
        return edited;
    }

    private void requireNoneIn(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (hides(field.getKey())) {
                    throw Refusal.badRequest("payload has the field '" + field.getKey()
                            + "', which is masked here and cannot be searched for; pgqueue.dashboard.mask says"
                            + " which are");
                }
                requireNoneIn(field.getValue());
            });
        } else if (node instanceof ArrayNode array) {
            array.forEach(this::requireNoneIn);
        }
    }
}
