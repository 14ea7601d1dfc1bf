package io.pgqueue.autoconfigure.lifecycle;

import io.pgqueue.TaskHandler;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application that devtools loads anew with each restart. Public members: the test reaches it by reflection. */
@Configuration
@ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    PgQueueAutoConfiguration.class
})
public class DevtoolsApplication {

    /** Says which class loader its payload's class came from. */
    @TaskHandler("loader")
    public int loader(Payload payload) {
        return System.identityHashCode(payload.getClass().getClassLoader());
    }

    /** A class of the application's. */
    public record Payload(String text) {}
}
