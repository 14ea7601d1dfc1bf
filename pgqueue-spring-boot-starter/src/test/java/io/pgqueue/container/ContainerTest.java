package io.pgqueue.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A container as Spring Boot's users have it in their own tests. */
@SpringBootTest(properties = {"spring.liquibase.enabled=false", "spring.flyway.enabled=false"})
@Testcontainers(disabledWithoutDocker = true)
class ContainerTest {

    @Container
    @ServiceConnection
    @SuppressWarnings("resource") // the extension stops it
    static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(DockerImageName.parse(
                    Optional.ofNullable(System.getenv("PGQUEUE_TEST_IMAGE")).orElse("postgres:18"))
            .asCompatibleSubstituteFor("postgres"));

    @Autowired
    private TaskQueue queue;

    @Test
    void migratesAndRunsTasksOnAServiceConnection() {
        queue.enqueue(Task.of("contained", "Ada").withExternalKey("1"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queue.find("contained", "1")).hasValueSatisfying(task -> {
                    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
                    assertThat(task.result()).isEqualTo("\"hello Ada\"");
                }));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Greeter greeter() {
            return new Greeter();
        }
    }

    static class Greeter {

        @TaskHandler("contained")
        String greet(String name) {
            return "hello " + name;
        }
    }
}
