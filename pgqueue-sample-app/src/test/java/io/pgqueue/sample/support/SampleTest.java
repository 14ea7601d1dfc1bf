package io.pgqueue.sample.support;

import io.pgqueue.test.AutoConfigureTaskQueueTester;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole sample on a PostgreSQL, where tasks run only when the test says so. What is tried again waits for longer than
 * a test takes, so that it does not come before it is asked for.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("database")
@SpringBootTest(properties = {"pgqueue.kinds.book-movement.retry-delay=30s", "pgqueue.kinds.lucky.retry-delay=30s"})
@AutoConfigureMockMvc
@AutoConfigureTaskQueueTester
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
public @interface SampleTest {}
