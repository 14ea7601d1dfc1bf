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

/** The whole sample on a PostgreSQL, where tasks run only when the test says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("database")
@SpringBootTest
@AutoConfigureMockMvc
@AutoConfigureTaskQueueTester
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
public @interface SampleTest {}
