package io.pgqueue.autoconfigure.schedule;

import io.pgqueue.PayloadCodec;
import io.pgqueue.PayloadException;
import org.jspecify.annotations.Nullable;

/** Reads a payload that somebody has written as a text: JSON, or any other text for a string. */
record JsonText(PayloadCodec codec) {

    private static final String BEGINNINGS_OF_JSON = "{[\"";

    /**
     * @throws IllegalArgumentException if it begins like JSON and is none
     */
    @Nullable
    Object read(String text) {
        String trimmed = text.trim();
        if (trimmed.isEmpty()) {
            return null;
        }
        try {
            return codec.read(trimmed, Object.class);
        } catch (PayloadException e) {
            if (BEGINNINGS_OF_JSON.indexOf(trimmed.charAt(0)) >= 0) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return text;
        }
    }
}
