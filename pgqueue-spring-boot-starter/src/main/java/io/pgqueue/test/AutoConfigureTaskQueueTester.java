package io.pgqueue.test;

import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Gives a test class a {@link TaskQueueTester} and keeps the application from processing tasks by itself. Stands beside
 * {@code @SpringBootTest}, or beside a slice that has a {@code DataSource}, such as {@code @JdbcTest}, and then brings
 * the queue along; handlers that the slice leaves out are to be imported.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration({
    JacksonAutoConfiguration.class,
    PgQueueAutoConfiguration.class,
    TaskQueueTesterAutoConfiguration.class
})
@TestPropertySource(properties = "pgqueue.processing.enabled=false")
public @interface AutoConfigureTaskQueueTester {}
