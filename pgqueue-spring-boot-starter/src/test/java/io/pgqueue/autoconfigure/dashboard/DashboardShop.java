package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A database, and an application on it whose dashboard may write, for tests of what that answers. */
final class DashboardShop implements AutoCloseable {

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());

    TestDatabase database() {
        return database;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    void run(Scene scene) {
        DashboardApplication.writable(database).run(context -> scene.play(new Application(context)));
    }

    @Override
    public void close() {
        database.close();
    }

    static Task mail(Object payload) {
        return Task.of("mail", payload);
    }

    static boolean changed(JsonNode answer) {
        return answer.get("changed").asBoolean();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static JsonNode named(JsonNode all, String name) {
        for (JsonNode one : all) {
            if (one.get("name").asString().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no " + name + " in " + all);
    }

    static List<String> texts(JsonNode all, String field) {
        List<String> texts = new ArrayList<>();
        all.forEach(one -> texts.add(one.get(field).asString()));
        return texts;
    }

    /** What is done while the application runs. */
    @FunctionalInterface
    interface Scene {
        void play(Application application) throws Exception;
    }

    record Application(AssertableWebApplicationContext context) {
        Browser browser() {
            return new Browser(context);
        }

        TaskQueue queue() {
            return context.getBean(TaskQueue.class);
        }

        TaskAdmin admin() {
            return context.getBean(TaskAdmin.class);
        }

        JsonMapper mapper() {
            return JsonMapper.shared();
        }

        /** A task that has used up its one attempt. */
        long failed(String message) {
            long id = queue().enqueue(mail(Map.of("fail", message))).taskId();
            context.getBean(PgQueueEngine.class).inline().runDue(10);
            return id;
        }
    }
}
