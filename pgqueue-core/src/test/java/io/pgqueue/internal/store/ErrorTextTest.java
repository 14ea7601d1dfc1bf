package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Outcome.KeptError;
import org.junit.jupiter.api.Test;

class ErrorTextTest {

    @Test
    void keepsClassMessageAndStack() {
        IllegalStateException thrown = new IllegalStateException("why", new IllegalArgumentException("root"));
        thrown.setStackTrace(new StackTraceElement[] {thrown.getStackTrace()[0]});

        KeptError error = ErrorText.of(thrown);

        assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.message()).isEqualTo("why");
        assertThat(error.stackTrace()).contains("keepsClassMessageAndStack", "IllegalArgumentException: root");
    }

    @Test
    void namesAMissingMessage() {
        assertThat(ErrorText.of(new IllegalStateException()).message()).isEqualTo("null");
    }

    @Test
    void cutsWithoutTearingASurrogatePairApart() {
        assertThat(ErrorText.bounded("ab😀", 3)).isEqualTo("ab\ufffd");
        assertThat(ErrorText.bounded("ab😀", 4)).isEqualTo("ab😀");
    }

    @Test
    void replacesWhatTheDatabaseCannotStore() {
        assertThat(ErrorText.bounded("a\0b\ud83dc\ude00", 10)).isEqualTo("a\ufffdb\ufffdc\ufffd");
    }

    @Test
    void looksLikeOneLineOfALog() {
        assertThat(ErrorText.oneLine("no\r\n12:00 ERROR forged\u2028\u202e")).isEqualTo("no 12:00 ERROR forged ");
        assertThat(ErrorText.oneLine(null)).isEqualTo("null");
    }
}
