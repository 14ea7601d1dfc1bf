package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.testsupport.TestDatabase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

@Tag("database")
class DashboardServingTest {

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pgqueue/", "/pgqueue/tasks", "/pgqueue/tasks/281474976710657", "/pgqueue/kinds/a.b"})
    void givesThePageForEachOfItsAddresses(String address) {
        DashboardApplication.on(database).run(context -> {
            MockHttpServletResponse page = new Browser(context).send(MockMvcRequestBuilders.get(address));

            assertThat(page.getStatus()).isEqualTo(200);
            assertThat(page.getContentType()).isEqualTo("text/html;charset=UTF-8");
            assertThat(page.getContentAsString()).contains("<base href=\"/pgqueue/\">");
            assertThat(page.getHeader("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                            + "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'");
            assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.getHeader("Cache-Control")).isEqualTo("no-cache");
        });
    }

    @Test
    void findsItsWayBelowAnyContextPathAndPath() {
        DashboardApplication.on(database)
                .withPropertyValues("pgqueue.dashboard.path=/admin/queue")
                .run(context -> {
                    Browser browser = new Browser(context);
                    MockHttpServletResponse page = browser.send(MockMvcRequestBuilders.get("/shop/admin/queue/tasks/1")
                            .contextPath("/shop"));
                    assertThat(page.getContentAsString()).contains("<base href=\"/shop/admin/queue/\">");
                    MockHttpServletResponse bare = browser.send(
                            MockMvcRequestBuilders.get("/shop/admin/queue").contextPath("/shop"));
                    assertThat(bare.getStatus()).isEqualTo(302);
                    assertThat(bare.getHeader("Location")).isEqualTo("/shop/admin/queue/");
                    assertThat(browser.send(MockMvcRequestBuilders.get("/shop/admin/queue/api/me")
                                            .contextPath("/shop"))
                                    .getStatus())
                            .isEqualTo(200);
                    assertThat(browser.send(MockMvcRequestBuilders.get("/pgqueue/"))
                                    .getStatus())
                            .isEqualTo(404);
                });
    }

    @Test
    void keepsAssetsForEverAndKnowsNoOthers() {
        DashboardApplication.on(database).run(context -> {
            Browser browser = new Browser(context);
            String page = browser.send(MockMvcRequestBuilders.get("/pgqueue/")).getContentAsString();
            Matcher reference = Pattern.compile("assets/index-[\\w-]+\\.js").matcher(page);
            assertThat(reference.find()).as(page).isTrue();
            MockHttpServletResponse script = browser.send(MockMvcRequestBuilders.get("/pgqueue/" + reference.group()));
            assertThat(script.getContentType()).isEqualTo("text/javascript;charset=UTF-8");
            assertThat(script.getHeader("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
            assertThat(script.getContentAsString()).contains("X-PgQueue-Dashboard");
            for (String other : new String[] {"missing.js", "index.html", "..%2findex.html", "%2e%2e", "x.class"}) {
                assertThat(browser.send(MockMvcRequestBuilders.get(java.net.URI.create("/pgqueue/assets/" + other)))
                                .getStatus())
                        .as(other)
                        .isIn(400, 404);
            }
            assertThat(browser.send(MockMvcRequestBuilders.post("/pgqueue/")).getStatus())
                    .isEqualTo(405);
        });
    }

    @Test
    void leavesTheApplicationsOwnControllersAlone() {
        DashboardApplication.on(database).withBean(Catchall.class).run(context -> {
            Browser browser = new Browser(context);
            assertThat(browser.send(MockMvcRequestBuilders.get("/orders/1")).getContentAsString())
                    .isEqualTo("{\"answer\":42}");
            assertThat(browser.send(MockMvcRequestBuilders.get("/pgqueueing")).getContentAsString())
                    .isEqualTo("{\"answer\":42}");
            assertThat(browser.get("me").get("application").asString()).isEqualTo("shop");
        });
    }

    @Test
    void isThereOnlyIfItIsAskedForInAServletApplicationWithMvc() {
        DashboardApplication.on(database)
                .withPropertyValues("pgqueue.dashboard.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(DashboardParts.class));
        DashboardApplication.on(database)
                .withClassLoader(new FilteredClassLoader(SimpleUrlHandlerMapping.class))
                .run(context -> assertThat(context).doesNotHaveBean(DashboardParts.class));
        PgQueueRunner.on(database)
                .withConfiguration(AutoConfigurations.of(PgQueueDashboardAutoConfiguration.class))
                .withPropertyValues("pgqueue.dashboard.enabled=true")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DashboardParts.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgqueue.dashboard.path=queue/", "pgqueue.dashboard.path=/", "pgqueue.dashboard.mask=("})
    void wrongPropertiesStopTheStart(String property) {
        DashboardApplication.on(database)
                .withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfAny(SetupException.class, java.util.regex.PatternSyntaxException.class));
    }

    @Test
    void showsAllIfNothingIsToBeMasked() {
        DashboardApplication.on(database)
                .withPropertyValues("pgqueue.dashboard.mask=")
                .run(context -> assertThat(
                                new Browser(context).get("me").get("masked").asBoolean())
                        .isFalse());
    }

    @RestController
    static class Catchall {
        @GetMapping("/**")
        java.util.Map<String, Integer> any() {
            return java.util.Map.of("answer", 42);
        }
    }
}
