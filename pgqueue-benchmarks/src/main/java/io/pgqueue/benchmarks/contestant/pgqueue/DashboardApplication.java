package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that has the dashboard and runs no tasks, beside those that do. */
public final class DashboardApplication implements AutoCloseable {

    private final ConfigurableApplicationContext application;

    public DashboardApplication(BenchDatabase database) {
        this(database, Map.of());
    }

    /** One that has these properties besides, as those beside it. */
    public DashboardApplication(BenchDatabase database, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("spring.main.web-application-type", "servlet");
        all.put("server.port", "0");
        all.put("server.address", "localhost");
        all.put("pgqueue.dashboard.enabled", "true");
        this.application = BenchApplication.start(database, all);
    }

    /**
     * Opens pages in as many browsers each as said. They ask until they are closed.
     *
     * @param taskId of the task that is looked at
     */
    public DashboardViewers open(Collection<DashboardPage> pages, int viewers, long taskId) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return DashboardViewers.open("http://localhost:" + port + "/pgqueue/api/", pages, viewers, taskId);
    }

    @Override
    public void close() {
        application.close();
    }
}
