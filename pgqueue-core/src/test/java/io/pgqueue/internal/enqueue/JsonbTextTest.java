package io.pgqueue.internal.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonbTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "\"plain\"",
                "\"\\u00e9 \\\\u0000 \\\" \\ud83d\\ude00 \ud83d\ude00\"",
                "{\"1e99999\": \"1e99999\"}",
                "[0, -1, 1.5, -1.5e3, 1E+3, 2e-3]",
                "1e999",
                "1e00000000000000000999",
                "1.5e-998",
                " [ { } , [ ] ,\t{ \"a\" : null , \"b\":[true,false] }\r\n]\n",
                "[[],[[]],{\"\":{}}]",
                "-0.0",
                "true"
            })
    void passesWhatTheDatabaseCanStore(String json) {
        assertThat(JsonbText.problem(json)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u0000\"", "{\"a\\u0000\": 1}", "[\"x\", \"\\\\\\u0000\"]"})
    void findsTheNullCharacter(String json) {
        assertThat(JsonbText.problem(json)).contains("U+0000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\"",
                "\"\\ude00\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\n\"",
                "\"\\ud83d\\ud83d\"",
                "\"\ud83d\"",
                "\"\ude00\"",
                "\"\ud83d\ud83d\""
            })
    void findsHalfOfASurrogatePair(String json) {
        assertThat(JsonbText.problem(json)).contains("surrogate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e1000", "[-1E+140000]", "1.5e-999", "1e-16384", "1e99999999999", "{\"a\":2.0e-20000}", "0e9999"
            })
    void findsNumbersThatAreTooLargeOrTooSmall(String json) {
        assertThat(JsonbText.problem(json)).contains("number");
    }

    @ParameterizedTest
    @ValueSource(ints = {JsonbText.MAX_DIGITS, JsonbText.MAX_DIGITS + 1})
    void countsTheDigitsOfANumber(int digits) {
        boolean fits = digits <= JsonbText.MAX_DIGITS;

        assertThat(JsonbText.problem("1".repeat(digits)) == null).isEqualTo(fits);
        assertThat(JsonbText.problem("-0." + "1".repeat(digits - 1)) == null).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(ints = {JsonbText.MAX_DEPTH, JsonbText.MAX_DEPTH + 1, 1_000_000})
    void countsHowDeepTheTextNests(int depth) {
        boolean fits = depth <= JsonbText.MAX_DEPTH;

        assertThat(JsonbText.problem("[".repeat(depth) + "]".repeat(depth)) == null)
                .isEqualTo(fits);
        assertThat(JsonbText.problem("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)) == null)
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(ints = {JsonbText.MAX_NAME, JsonbText.MAX_NAME + 1})
    void countsTheCharactersOfAName(int characters) {
        assertThat(JsonbText.problem("{\"" + "n".repeat(characters) + "\":1}") == null)
                .isEqualTo(characters <= JsonbText.MAX_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NaN",
                "-Infinity",
                "nul",
                "truee",
                "{}{}",
                "[1] 2",
                "[1,]",
                "[,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "[1}",
                "{\"a\":1]",
                "]",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e+",
                "0x1",
                "\"",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u+123\"",
                "\"\n\"",
                "\u00a01",
                "/* c */1",
                "[",
                "{"
            })
    void findsWhatIsNoJson(String text) {
        assertThat(JsonbText.problem(text)).startsWith("is no JSON at character");
    }
}
