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
        JsonNode node = readable(text);
        return node == null ? UNREADABLE : json.text(masked(node));
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

    /**
     * What somebody made of the shown text, with the values that it still hides from the original. In a list a mask stands for
     * its value only while it is certain which one that is: nothing that was shown of the list has changed, and if values were
     * typed over others, its elements look different.
     *
     * @throws Refusal if it is not certain, or nothing is hidden where a mask stands
     */
    String restored(String edited, @Nullable String original) {
        JsonNode node = json.read("payload", edited);
        if (!isOn()) {
            return edited;
        }
        if (json.text(node).equals(UNREADABLE)) {
            throw Refusal.badRequest("the payload is hidden as a whole; write all of the new one");
        }
        return maskedField(node) == null ? edited : json.text(restored(node, readable(original)));
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

    private JsonNode restored(JsonNode edited, @Nullable JsonNode original) {
        if (edited instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                String name = field.getKey();
                JsonNode before = original instanceof ObjectNode known ? known.get(name) : null;
                field.setValue(isMasked(field) ? requireHidden(before, name) : restored(field.getValue(), before));
            });
        } else if (edited instanceof ArrayNode array) {
            String name = maskedField(array);
            return name == null ? array : restored(array, original, name);
        }
        return edited;
    }

    /** @param name of a field that is masked in the list */
    private JsonNode restored(ArrayNode edited, @Nullable JsonNode original, String name) {
        if (original instanceof ArrayNode before) {
            JsonNode shown = masked(before.deepCopy());
            if (edited.equals(shown)) {
                return before;
            }
            JsonNode looks = masked(edited.deepCopy());
            if (looks.equals(shown) && looks.valueStream().distinct().count() == looks.size()) {
                for (int i = 0; i < edited.size(); i++) {
                    edited.set(i, restored(edited.get(i), before.get(i)));
                }
                return edited;
            }
        }
        throw Refusal.badRequest("payload has the mask " + MASKED + " in the field '" + name
                + "' of a list that was changed, so that nobody knows which value it stands for; type the values in"
                + " full in this list");
    }

    private static JsonNode requireHidden(@Nullable JsonNode before, String name) {
        if (before == null || before.isNull()) {
            throw Refusal.badRequest("payload has the mask " + MASKED + " in the field '" + name
                    + "', for which the task has no value; type the value in full");
        }
        return before;
    }

    /** The name of a field that is masked in it, at any depth; null if there is none. */
    private @Nullable String maskedField(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                String name = isMasked(field) ? field.getKey() : maskedField(field.getValue());
                if (name != null) {
                    return name;
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (JsonNode element : array) {
                String name = maskedField(element);
                if (name != null) {
                    return name;
                }
            }
        }
        return null;
    }

    private boolean isMasked(Map.Entry<String, JsonNode> field) {
        JsonNode value = field.getValue();
        return value.isString() && value.asString().equals(MASKED) && hides(field.getKey());
    }

    /** Null if it could not be shown either. */
    private @Nullable JsonNode readable(@Nullable String original) {
        if (original == null) {
            return null;
        }
        try {
            return json.read("payload", original);
        } catch (Refusal e) {
            return null;
        }
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
