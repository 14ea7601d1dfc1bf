package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WelcomeMessageTest {

    @Test
    void saysWhereThePageIsAndHowToOrder() {
        assertThat(WelcomeMessage.text("http://localhost:8081"))
                .contains("page    http://localhost:8081/\n")
                .contains("http://localhost:8081/api/orders -d '{\"customer\":\"Ada\"");
    }
}
