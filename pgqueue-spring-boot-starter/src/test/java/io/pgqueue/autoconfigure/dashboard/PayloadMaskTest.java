package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** What stands where a mask was, once somebody has edited the payload around it: the right value, or nothing. */
class PayloadMaskTest {

    private static final String TRANSFERS = "[{\"to\":\"A\",\"iban\":1},{\"to\":\"B\",\"iban\":2}]";
    private static final String TWINS = "[{\"iban\":1},{\"iban\":2}]";

    private final PayloadMask mask = new PayloadMask(new JsonText(), List.of(Pattern.compile("iban|card")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // around it
                "{\"name\":\"Ann\",\"iban\":1} | {\"name\":\"Bob\",\"iban\":\"***\"} | {\"name\":\"Bob\",\"iban\":1}",
                "{\"a\":{\"iban\":1}} | {\"a\":{\"iban\":\"***\",\"b\":2}} | {\"a\":{\"iban\":1,\"b\":2}}",
                "{\"iban\":[1,2]} | {\"iban\":\"***\",\"n\":1} | {\"iban\":[1,2],\"n\":1}",
                // typed over
                "{\"iban\":1} | {\"iban\":7} | {\"iban\":7}",
                "{\"card\":{\"iban\":1}} | {\"card\":{\"iban\":7}} | {\"card\":{\"iban\":7}}",
                // no mask left
                "{\"iban\":1} | {\"n\":\"***\"} | {\"n\":\"***\"}",
            })
    void aFieldKeepsItsValueUntilAnotherIsTyped(String original, String edited, String restored) {
        assertRestored(original, edited, restored);
    }

    @Test
    void aListThatIsAsItWasShownKeepsItsValues() {
        assertRestored(
                "{\"n\":1,\"transfers\":" + TRANSFERS + "}",
                "{\"n\":2, \"transfers\": [{\"iban\":\"***\",\"to\":\"A\"}, {\"to\":\"B\", \"iban\":\"***\"}]}",
                "{\"n\":2,\"transfers\":" + TRANSFERS + "}");
        assertRestored(TWINS, "[{\"iban\":\"***\"},{\"iban\":\"***\"}]", TWINS);
        assertRestored("[[" + TRANSFERS + "]]", shown("[[" + TRANSFERS + "]]"), "[[" + TRANSFERS + "]]");
    }

    @Test
    void aValueIsTypedIntoAListWhoseElementsLookDifferent() {
        assertRestored(
                TRANSFERS,
                "[{\"to\":\"A\",\"iban\":7},{\"to\":\"B\",\"iban\":\"***\"}]",
                "[{\"to\":\"A\",\"iban\":7},{\"to\":\"B\",\"iban\":2}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"to\":\"B\",\"iban\":\"***\"}]",
                "[{\"to\":\"A\",\"iban\":\"***\"}]",
                "[{\"to\":\"A\",\"iban\":\"***\"},{\"to\":\"B\",\"iban\":\"***\"},{\"to\":\"C\",\"iban\":3}]",
                "[{\"to\":\"C\",\"iban\":3},{\"to\":\"A\",\"iban\":\"***\"},{\"to\":\"B\",\"iban\":\"***\"}]",
                "[{\"to\":\"B\",\"iban\":\"***\"},{\"to\":\"A\",\"iban\":\"***\"}]",
                "[{\"to\":\"A\",\"iban\":\"***\"},{\"to\":\"C\",\"iban\":\"***\"}]",
                "[{\"to\":\"A\",\"iban\":\"***\"},{\"to\":\"C\",\"iban\":7}]",
                "[{\"to\":\"A\",\"iban\":\"***\"},{\"to\":\"B\",\"iban\":null}]",
            })
    void aMaskInAListThatWasChangedIsRefused(String edited) {
        for (String around : List.of("%s", "{\"transfers\":%s}", "[[%s]]")) {
            assertThatThrownBy(() -> mask.restored(around.formatted(edited), around.formatted(TRANSFERS)))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(400))
                    .hasMessageContaining("'iban' of a list that was changed")
                    .hasMessageContaining("type the values in full");
        }
    }

    @Test
    void aListThatWasChangedIsTakenOnceItsValuesAreTyped() {
        assertRestored(TRANSFERS, "[{\"to\":\"B\",\"iban\":2}]", "[{\"to\":\"B\",\"iban\":2}]");
        assertRestored(
                "{\"card\":1,\"transfers\":" + TRANSFERS + "}",
                "{\"card\":\"***\",\"transfers\":[{\"to\":\"B\",\"iban\":2}]}",
                "{\"card\":1,\"transfers\":[{\"to\":\"B\",\"iban\":2}]}");
    }

    @Test
    void whichOfTwoThatLookTheSameIsLeftIsNotGuessed() {
        // the first may have been deleted, and a new one added
        assertThatThrownBy(() -> mask.restored("[{\"iban\":\"***\"},{\"iban\":7}]", TWINS))
                .hasMessageContaining("nobody knows which value it stands for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{\"n\":1}                | {\"n\":1,\"iban\":\"***\"}",
                "{\"iban\":null}          | {\"iban\":\"***\"}",
                "{\"iban\":1}             | {\"card\":\"***\"}",
                "{\"a\":{\"iban\":1}}     | {\"iban\":\"***\"}",
                "1                        | {\"iban\":\"***\"}",
                "none                     | {\"iban\":\"***\"}",
            })
    void aMaskForWhichThereIsNoValueIsRefused(String original, String edited) {
        assertThatThrownBy(() -> mask.restored(edited, original))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessageContaining("for which the task has no value; type the value in full");
    }

    @Test
    void aListWhereThereWasNoneIsRefused() {
        assertThatThrownBy(() -> mask.restored("{\"a\":[{\"iban\":\"***\"}]}", "{\"a\":{\"iban\":1}}"))
                .hasMessageContaining("type the values in full");
    }

    @Test
    void whatIsHiddenAsAWholeIsWrittenAnewAsAWhole() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String shown = String.valueOf(mask.shown(deep));

        assertThatThrownBy(() -> mask.restored(shown, deep)).hasMessageContaining("hidden as a whole");
        assertThat(mask.restored("{\"n\":1}", deep)).isEqualTo("{\"n\":1}");
    }

    @Test
    void withoutARuleNothingIsReplaced() {
        PayloadMask off = new PayloadMask(new JsonText(), List.of());

        assertThat(off.restored("{\"iban\":\"***\"}", "{\"iban\":1}")).isEqualTo("{\"iban\":\"***\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userPassword",
                "db_passwd",
                "pwd",
                "PassPhrase",
                "client_secret",
                "accessToken",
                "credentials",
                "Authorization",
                "Set-Cookie",
                "apiKey",
                "api_key",
                "X-Api-Key",
                "IBAN",
                "cardNumber",
                "cvv2"
            })
    void confidentialNamesAreKnownHoweverTheyAreWritten(String name) {
        DashboardProperties properties = new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("pgqueue.dashboard", DashboardProperties.class);
        PayloadMask byDefault = new PayloadMask(new JsonText(), properties.maskedNames());

        assertThat(byDefault.shown("{\"" + name + "\":1,\"monkey\":2}"))
                .isEqualTo("{\"" + name + "\":\"***\",\"monkey\":2}");
    }

    private String shown(String original) {
        return String.valueOf(mask.shown(original));
    }

    private void assertRestored(String original, String edited, String restored) {
        JsonMapper mapper = JsonMapper.shared();
        assertThat(mapper.readTree(mask.restored(edited, original))).isEqualTo(mapper.readTree(restored));
    }
}
