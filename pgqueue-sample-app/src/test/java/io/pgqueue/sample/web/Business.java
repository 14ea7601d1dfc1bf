package io.pgqueue.sample.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Customers of the sample's shop, who come by its API: some each second. */
final class Business implements AutoCloseable {

    private static final String[] CUSTOMERS = {"Grace", "Ada", "Edsger", "Barbara", "Donald", "Margaret"};
    private static final String[] ITEMS = {"Teapot", "Lamp", "Chair", "Kettle", "Notebook"};

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final String shop;

    Business(int port) {
        this.shop = "http://localhost:" + port + "/api/";
    }

    /** Goes on for so many seconds; fails if the shop refuses somebody. */
    void run(int seconds) throws InterruptedException, ExecutionException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        int[] second = {0};
        timer.scheduleAtFixedRate(
                () -> {
                    try {
                        aSecond(second[0]);
                    } catch (IOException | InterruptedException e) {
                        end.completeExceptionally(e);
                    }
                    if (++second[0] == seconds) {
                        end.complete(null);
                    }
                },
                0,
                1,
                TimeUnit.SECONDS);
        end.get();
        timer.shutdown();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void aSecond(int second) throws IOException, InterruptedException {
        if (second % 2 == 0) {
            order(second, ITEMS[second % ITEMS.length], second % 20 == 0 ? 3_600 : 0);
        }
        if (second % 9 == 4) {
            post("lucky?count=" + (1 + second % 3), "");
        }
        if (second % 7 == 0) {
            String customer = CUSTOMERS[second % CUSTOMERS.length];
            post("refunds", "{\"customer\": \"%s\", \"cents\": %d}".formatted(customer, 100 + second));
        }
        if (second % 40 == 10) {
            post("stock/busy-day?articles=6&movements=8", "");
        }
        if (second % 100 == 30) {
            post("newsletter", "{\"subject\": \"News of the week\", \"readers\": 80}");
        }
        if (second % 300 == 60) {
            order(second, "Cursed teapot", 0);
        }
    }

    private void order(int second, String item, int delaySeconds) throws IOException, InterruptedException {
        String customer = CUSTOMERS[second % CUSTOMERS.length];
        String email = customer.toLowerCase(Locale.ROOT) + (second % 50 == 0 ? "@example.invalid" : "@example.org");
        post("orders", """
            {"customer": "%s", "email": "%s", "item": "%s", "quantity": %d, "confirmationDelaySeconds": %d}\
            """.formatted(customer, email, item, 1 + second % 4, delaySeconds));
    }

    private void post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(shop + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " was answered by " + answer.statusCode() + ": " + answer.body());
        }
    }
}
