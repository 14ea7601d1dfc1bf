package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestDatabase;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/** Devtools closes the context and makes a new one, with a class loader of its own for the application's classes. */
class DevtoolsRestartTest {

    private final TestDatabase database = TestDatabase.withSchema();

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void handsEachApplicationPayloadsOfItsOwnClasses() throws Exception {
        for (int restart = 0; restart < 2; restart++) {
            URL classes = DevtoolsApplication.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
            RestartClassLoader loader = new RestartClassLoader(getClass().getClassLoader(), new URL[] {classes});
            Class<?> application = loader.loadClass(DevtoolsApplication.class.getName());
            assertThat(application).isNotSameAs(DevtoolsApplication.class);

            try (ConfigurableApplicationContext context = start(application, loader)) {
                String key = "restart-" + restart;
                TaskQueue queue = context.getBean(TaskQueue.class);
                queue.enqueue(Task.of("loader", Map.of("text", "x")).withExternalKey(key));

                await().untilAsserted(() -> assertThat(queue.find("loader", key))
                        .hasValueSatisfying(task -> {
                            assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
                            assertThat(task.result()).contains("" + System.identityHashCode(loader));
                        }));
            }
        }
    }

    private ConfigurableApplicationContext start(Class<?> application, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return new SpringApplicationBuilder(application)
                    .resourceLoader(new DefaultResourceLoader(loader))
                    .web(WebApplicationType.NONE)
                    .registerShutdownHook(false)
                    .properties(
                            "spring.datasource.url=" + database.jdbcUrl(),
                            "spring.datasource.username=" + database.username(),
                            "spring.datasource.password=" + database.password(),
                            "spring.cloud.bootstrap.enabled=false")
                    .run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
