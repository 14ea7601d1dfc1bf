package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application on a database of its own, which is asked over HTTP; its endpoint is there over JMX, too. */
final class WebApplication implements AutoCloseable {

    private final TestDatabase database = TestDatabase.withSchema();
    private final ConfigurableApplicationContext context;

    WebApplication(Class<?> application, String jmxDomain, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.liquibase.enabled=false",
                "spring.flyway.enabled=false",
                "spring.data.jpa.repositories.enabled=false",
                "spring.autoconfigure.exclude="
                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                "server.port=0",
                "spring.datasource.url=" + database.jdbcUrl(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.jmx.enabled=true",
                "management.endpoints.jmx.exposure.include=pgqueue",
                "management.endpoints.jmx.domain=" + jmxDomain));
        all.addAll(List.of(properties));
        this.context = new SpringApplicationBuilder(application)
                .properties(all.toArray(String[]::new))
                .run();
    }

    TestDatabase database() {
        return database;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    JsonNode json(String path) {
        return JsonMapper.shared().readTree(get(path).body());
    }

    HttpResponse<String> get(String path) {
        return send(path, "GET", "");
    }

    /** With a body of JSON, or none if it is empty. */
    HttpResponse<String> send(String path, String method, String body) {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
