package io.pgqueue.autoconfigure.handler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindNamesTest {

    @ParameterizedTest
    @CsvSource({
        "send-mail, send-mial, true",
        "send-mail, send-mails, true",
        "send-mail, send-email, true",
        "send-mail, sendmal, true",
        "send-mail, mail-send, false",
        "send-mail, send-invoice, false",
        "mail, mial, true",
        "mail, mall, true",
        "mail, call, false"
    })
    void resembleEachOtherWhenOneIsMostLikelyASlip(String one, String other, boolean resemble) {
        assertThat(KindNames.resemble(one, other)).isEqualTo(resemble);
        assertThat(KindNames.resemble(other, one)).isEqualTo(resemble);
    }
}
