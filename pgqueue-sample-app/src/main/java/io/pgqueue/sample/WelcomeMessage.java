package io.pgqueue.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says where the page is, once it is there. */
@Component
class WelcomeMessage {

    private static final Logger log = LoggerFactory.getLogger(WelcomeMessage.class);

    @EventListener
    void onReady(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            log.info(text("http://localhost:" + context.getWebServer().getPort()));
        }
    }

    static String text(String url) {
        return """
                The shop is open.

                  page    %1$s/
                  order   curl -H 'Content-Type: application/json' %1$s/api/orders -d \
                '{"customer":"Ada","email":"ada@example.org","item":"Teapot","quantity":2}'
                  lucky   curl -X POST '%1$s/api/lucky?count=20' && curl '%1$s/api/lucky?limit=5'
                  queue   curl %1$s/actuator/pgqueue
                """.formatted(url);
    }
}
