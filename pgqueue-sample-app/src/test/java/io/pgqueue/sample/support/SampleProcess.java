package io.pgqueue.sample.support;

import io.pgqueue.sample.SampleApplication;
import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sample in a process of its own, started as a user starts it. */
public final class SampleProcess implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ChildJvm jvm;

    private SampleProcess(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** On an embedded database in {@code directory}/pgqueue-sample-data. */
    public static SampleProcess embedded(Path directory, String... arguments) throws IOException {
        return start(directory, List.of(arguments));
    }

    public static SampleProcess on(TestDatabase database, Path directory, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(arguments));
        return start(directory, all);
    }

    private static SampleProcess start(Path directory, List<String> arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--server.port=0", "--spring.profiles.active=" + EndlessTasks.PROFILE));
        all.addAll(arguments);
        return new SampleProcess(ChildJvm.start(SampleApplication.class, directory, all.toArray(String[]::new)));
    }

    public ChildJvm jvm() {
        return jvm;
    }

    /** The body of the answer to a request; waits until the sample is up. */
    public String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    public String post(String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    @Override
    public void close() throws InterruptedException {
        jvm.close();
    }

    private URI uri(String path) {
        return URI.create(jvm.awaitLine("page +(http://localhost:\\d+)/") + path);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
