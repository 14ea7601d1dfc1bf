package io.pgqueue.internal.enqueue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What passes can be read by Jackson, and what Jackson reads is not said to be no JSON. */
final class JsonbTextFuzz {

    private static final JsonMapper READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Jackson 3.1 takes any character for the hexadecimal digit that its low byte is; PostgreSQL does not. */
    private static final Pattern MISREAD = Pattern.compile("\\\\u.{0,3}[^\\x00-\\x7f]", Pattern.DOTALL);

    private JsonbTextFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        String problem = JsonbText.problem(text);
        boolean readable = isReadable(text);
        if (problem == null && !readable) {
            throw new AssertionError("passes, but cannot be read: " + text);
        }
        boolean misread = MISREAD.matcher(text).find();
        if (problem != null && problem.startsWith("is no JSON") && readable && !misread) {
            throw new AssertionError(problem + ", but can be read: " + text);
        }
    }

    private static boolean isReadable(String text) {
        try {
            return !READER.readTree(text).isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }
}
