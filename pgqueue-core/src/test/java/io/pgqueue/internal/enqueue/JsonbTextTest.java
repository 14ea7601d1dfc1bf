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
                "1e16383",
                "1e00000000000000016383",
                "1.5e-16382",
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
            strings = {"1e131072", "[-1E+140000]", "1.5e-16383", "1e-16384", "1e99999999999", "{\"a\":2.0e-20000}"})
    void findsNumbersThatAreTooLargeOrTooSmall(String json) {
        assertThat(JsonbText.problem(json)).contains("number");
    }

    @ParameterizedTest
    @ValueSource(ints = {131_072, 131_073})
    void countsTheDigitsOfANumber(int digits) {
        assertThat(JsonbText.problem("1".repeat(digits)) == null).isEqualTo(digits <= 131_072);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_383, 16_384})
    void countsTheDecimalsOfANumber(int decimals) {
        assertThat(JsonbText.problem("0." + "1".repeat(decimals)) == null).isEqualTo(decimals <= 16_383);
    }
}
