package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.observation.PgQueueObservationAutoConfiguration;
import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard, the alert rules and the page on meters name what a running application has, and nothing else. */
@Tag("database")
class DocumentedMetersTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SERIES = Pattern.compile("(?m)^(pgqueue_\\w+)(?:\\{([^}]*)})? ");
    private static final Pattern NAME = Pattern.compile("pgqueue_\\w+");
    private static final Pattern SELECTED = Pattern.compile("(pgqueue_\\w+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*=~?\\s*\"([^\"]*)\"");
    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");

    /** Counts of the whole cluster, of which each shard has its own. */
    private static final Pattern CLUSTER_COUNT = Pattern.compile("pgqueue_(tasks|outbox_unsent|outbox_blocked)\\b");

    private static final Pattern SUM_OF_SHARDS =
            Pattern.compile("sum(?: by \\([^)]*\\) )?\\(max by \\([^)]*\\bshard\\) \\(");

    /** What meters have where there are shards, see {@code ShardsObservedTest}; not in the application of this test. */
    private static final String SHARD = "shard";

    private static TestDatabase database;
    private static ConfigurableApplicationContext context;

    /** By the names that Prometheus reads: the labels of each, and their values. */
    private static Map<String, Map<String, Set<String>>> series;

    @BeforeAll
    static void start() {
        database = TestDatabase.withSchema();
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run();
        context.getBean(TaskQueue.class)
                .enqueueAll(List.of(Task.of("good", null), Task.of("bad", null), Task.of("many", null)));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            context.getBean(QueueMeters.class).runOnce();
            assertThat(scraped())
                    .containsKeys(
                            "pgqueue_tasks",
                            "pgqueue_workers_busy",
                            "pgqueue_task_execution_seconds_count",
                            "pgqueue_batch_execution_seconds_count");
        });
        series = scraped();
    }

    @AfterAll
    static void stop() {
        context.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grafana/pgqueue-dashboard.json", "prometheus/pgqueue-alerts.yaml"})
    void nameSeriesAndLabelsThatExist(String file) throws IOException {
        List<String> expressions = expressions(file);

        assertThat(expressions).hasSizeGreaterThan(5);
        for (String expression : expressions) {
            Set<String> names = found(NAME, expression);
            assertThat(series.keySet()).as(expression).containsAll(names);
            Matcher selected = SELECTED.matcher(expression);
            while (selected.find()) {
                Map<String, Set<String>> labels = series.get(selected.group(1));
                Matcher label = LABEL.matcher(selected.group(2));
                while (label.find()) {
                    assertThat(labels).as(expression).containsKey(label.group(1));
                    if (!label.group(2).startsWith("$")) {
                        assertThat(labels.get(label.group(1)))
                                .as(expression)
                                .containsAll(List.of(label.group(2).split("\\|")));
                    }
                }
            }
            Matcher grouped = GROUPED.matcher(expression);
            while (grouped.find()) {
                Set<String> labels = new TreeSet<>(List.of(grouped.group(1).split("\\s*,\\s*")));
                labels.remove(SHARD);
                assertThat(names)
                        .as(expression)
                        .anySatisfy(
                                name -> assertThat(series.get(name).keySet()).containsAll(labels));
            }
        }
    }

    @Test
    void addUpTheCountsOfShards() throws IOException {
        List<String> counts = expressions("grafana/pgqueue-dashboard.json").stream()
                .filter(expression -> CLUSTER_COUNT.matcher(expression).find())
                .toList();

        assertThat(counts)
                .hasSize(4)
                .allMatch(expression -> SUM_OF_SHARDS.matcher(expression).lookingAt());
    }

    @Test
    void areAllOnThePageOfMeters() throws IOException {
        String page = Files.readString(DOCS.resolve("observability.md"));

        Set<String> names = new TreeSet<>();
        for (Meter meter : context.getBean(PrometheusMeterRegistry.class).getMeters()) {
            names.add(meter.getId().getName());
        }

        assertThat(names)
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void ofThePageOfMetersAllExist() throws IOException {
        String page = Files.readString(DOCS.resolve("observability.md"));
        String table = page.substring(0, page.indexOf("### What counting costs"));

        Set<String> existing = new HashSet<>();
        context.getBean(PrometheusMeterRegistry.class)
                .getMeters()
                .forEach(meter -> existing.add("`" + meter.getId().getName() + "`"));

        assertThat(existing).containsAll(found(Pattern.compile("`pgqueue\\.[a-z.]+`"), table));
    }

    /** All expressions of a file, whatever it is. */
    private static List<String> expressions(String file) throws IOException {
        String text = Files.readString(DOCS.resolve(file));
        Object content =
                file.endsWith(".json") ? JsonMapper.shared().readValue(text, Map.class) : new Yaml().load(text);
        return expressions(content).toList();
    }

    private static Stream<String> expressions(Object node) {
        if (node instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry -> entry.getKey().equals("expr")
                            ? Stream.of(String.valueOf(entry.getValue()))
                            : expressions(entry.getValue()));
        }
        return node instanceof List<?> list ? list.stream().flatMap(DocumentedMetersTest::expressions) : Stream.of();
    }

    private static Map<String, Map<String, Set<String>>> scraped() {
        Map<String, Map<String, Set<String>>> all = new HashMap<>();
        Matcher line =
                SERIES.matcher(context.getBean(PrometheusMeterRegistry.class).scrape());
        while (line.find()) {
            Map<String, Set<String>> labels = all.computeIfAbsent(line.group(1), name -> new HashMap<>());
            Matcher label = LABEL.matcher(line.group(2) == null ? "" : line.group(2));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2));
            }
        }
        return all;
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(matcher.groupCount() == 0 ? 0 : 1));
        }
        return all;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        PgQueueAutoConfiguration.class,
        PgQueueMetricsAutoConfiguration.class,
        PgQueueObservationAutoConfiguration.class
    })
    static class Application {

        /** Binds as Spring Boot does. */
        @Bean
        PrometheusMeterRegistry meterRegistry(List<MeterBinder> binders) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            binders.forEach(binder -> binder.bindTo(registry));
            return registry;
        }

        @Bean
        ObservationRegistry observationRegistry(PrometheusMeterRegistry meters) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
            return registry;
        }

        @Bean
        Handlers handlers() {
            return new Handlers();
        }
    }

    static class Handlers {

        @TaskHandler("good")
        void good() {}

        @TaskHandler(value = "bad", maxAttempts = 1)
        void bad() {
            throw new IllegalStateException("bad");
        }

        @TaskHandler(value = "many", batchSize = 10)
        void many(List<TaskContext> tasks) {}
    }
}
