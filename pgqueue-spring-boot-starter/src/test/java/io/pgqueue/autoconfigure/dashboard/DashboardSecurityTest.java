package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@Tag("database")
@ExtendWith(OutputCaptureExtension.class)
class DashboardSecurityTest {

    private static final String CANCEL = "{\"reason\": \"a test\"}";

    private final TestDatabase database = TestDatabase.withSchema();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void viewersLookAndOperatorsChangeAndOthersDoNeither() {
        secured().run(context -> {
            Browser browser = new Browser(context, springSecurity());
            long id = context.getBean(TaskQueue.class)
                    .enqueue(Task.of("nightly", null))
                    .taskId();
            String cancel = "tasks/" + id + "/cancel";

            assertThat(status(browser, Browser.read("overview"))).isEqualTo(401);
            assertThat(status(browser, Browser.read("overview").with(as("SOMETHING_ELSE"))))
                    .isEqualTo(403);
            assertThat(status(browser, Browser.read("overview").with(as("PGQUEUE_VIEW"))))
                    .isEqualTo(200);
            assertThat(status(browser, Browser.read("overview").with(as("PGQUEUE_OPERATE"))))
                    .isEqualTo(200);

            assertThat(status(browser, Browser.write(cancel, CANCEL).with(csrf())))
                    .isEqualTo(401);
            assertThat(browser.refusal(
                            403, Browser.write(cancel, CANCEL).with(csrf()).with(as("PGQUEUE_VIEW"))))
                    .contains("PGQUEUE_OPERATE");
            assertThat(status(
                            browser, Browser.write(cancel, CANCEL).with(csrf()).with(as("PGQUEUE_OPERATE"))))
                    .isEqualTo(200);
            MockHttpServletResponse audit = browser.send(Browser.read("audit").with(as("PGQUEUE_VIEW")));
            assertThat(audit.getContentAsString()).contains("\"user\":\"ann\"", "\"action\":\"cancel\"");
        });
    }

    @Test
    void aWriteNeedsTheApplicationsCsrfTokenWhichThePageLearns() {
        secured().run(context -> {
            Browser browser = new Browser(context, springSecurity());

            MockHttpServletResponse me = browser.send(Browser.read("me").with(as("PGQUEUE_OPERATE")));
            assertThat(me.getContentAsString()).contains("\"csrf\":{\"header\":\"X-CSRF-TOKEN\",\"token\":\"");
            assertThat(status(browser, Browser.write("kinds/mail/pause", "{}").with(as("PGQUEUE_OPERATE"))))
                    .isEqualTo(403);
        });
    }

    @Test
    void aWriteThatDoesNotComeFromThePageIsRefused() {
        DashboardApplication.writable(database).run(context -> {
            Browser browser = new Browser(context);
            MockHttpServletRequestBuilder form = MockMvcRequestBuilders.post("/pgqueue/api/kinds/mail/pause")
                    .contentType("text/plain")
                    .content("{}");
            assertThat(browser.refusal(403, form)).contains(DashboardApi.WRITE_HEADER);
            assertThat(browser.refusal(415, form.header(DashboardApi.WRITE_HEADER, "1")))
                    .contains("application/json");
            MockHttpServletRequestBuilder crossSite = MockMvcRequestBuilders.post("/pgqueue/api/kinds/mail/pause")
                    .header("Sec-Fetch-Site", "cross-site")
                    .header(DashboardApi.WRITE_HEADER, "1")
                    .contentType("application/json")
                    .content("{}");
            assertThat(browser.refusal(403, crossSite)).contains("another site");
            assertThat(status(browser, Browser.write("kinds/mail/pause", "{}"))).isEqualTo(200);
        });
    }

    @Test
    void whereNoFilterChainHasLookedAtTheCallerNothingIsShown() {
        secured()
                .run(context -> assertThat(status(new Browser(context), Browser.read("overview")))
                        .isEqualTo(401));
    }

    @Test
    void theAuthoritiesHaveOtherNamesIfTheApplicationWantsThat() {
        secured()
                .withPropertyValues(
                        "pgqueue.dashboard.view-authority=ROLE_SUPPORT",
                        "pgqueue.dashboard.operate-authority=ROLE_ADMIN")
                .run(context -> {
                    Browser browser = new Browser(context);
                    assertThat(status(browser, Browser.read("me"))).isEqualTo(401);
                    Browser secured = new Browser(context, springSecurity());
                    assertThat(status(
                                    secured,
                                    Browser.write("kinds/mail/pause", "{}")
                                            .with(csrf())
                                            .with(as("ROLE_ADMIN"))))
                            .isEqualTo(403);
                    assertThat(status(
                                    secured,
                                    Browser.write("kinds/mail/pause", "{}")
                                            .with(csrf())
                                            .with(as("ROLE_ADMIN", "PGQUEUE_VIEW"))))
                            .isEqualTo(200);
                });
    }

    @Test
    void withoutSpringSecurityNothingCanBeChangedAndTheStartSaysWhy(CapturedOutput output) {
        DashboardApplication.on(database)
                .withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .run(context -> {
                    Browser browser = new Browser(context);

                    assertThat(browser.get("me").get("readOnlyReason").asString())
                            .isEqualTo(OpenAccess.READ_ONLY);
                    assertThat(browser.get("overview").has("kinds")).isTrue();
                    assertThat(browser.refusal(403, Browser.write("kinds/mail/pause", "{}")))
                            .isEqualTo(OpenAccess.READ_ONLY);
                });
        assertThat(output).contains("Add Spring Security with the authorities PGQUEUE_VIEW and PGQUEUE_OPERATE");
    }

    @Test
    void withSpringSecurityTheStartWarnsOfNothing(CapturedOutput output) {
        secured().run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("lets everybody");
    }

    @Test
    void theDocumentationHasTheRecipeThatIsTestedHere() throws IOException {
        String here = Files.readString(
                Path.of("src/test/java/io/pgqueue/autoconfigure/dashboard/DashboardSecurityTest.java"));
        String begin = "// tag: " + "recipe\n";
        String recipe =
                here.substring(here.indexOf(begin) + begin.length(), here.indexOf("        // end: " + "recipe"));

        assertThat(Files.readString(Path.of("..", "docs", "dashboard.md")))
                .contains("```java\n" + recipe.stripTrailing().stripIndent() + "\n```");
    }

    private WebApplicationContextRunner secured() {
        return DashboardApplication.on(database).withUserConfiguration(Recipe.class);
    }

    private static int status(Browser browser, MockHttpServletRequestBuilder request) throws Exception {
        return browser.send(request).getStatus();
    }

    private static RequestPostProcessor as(String... authorities) {
        return user("ann")
                .authorities(java.util.Arrays.stream(authorities)
                        .map(SimpleGrantedAuthority::new)
                        .toList());
    }

    /** The recipe of docs/dashboard.md. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class Recipe {

        // tag: recipe
        @Bean
        SecurityFilterChain dashboard(HttpSecurity http) throws Exception {
            return http.securityMatcher("/pgqueue", "/pgqueue/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest()
                            .access(AuthorityAuthorizationManager.hasAnyAuthority("PGQUEUE_VIEW", "PGQUEUE_OPERATE")))
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            UserDetails onCall = User.withUsername("ann")
                    .password("{noop}change me")
                    .authorities("PGQUEUE_OPERATE")
                    .build();
            return new InMemoryUserDetailsManager(onCall);
        }
        // end: recipe
    }
}
