package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.ConfigurableMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.test.web.servlet.setup.MockMvcConfigurer;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the dashboard as its page does. */
final class Browser {

    private final MockMvc mvc;

    Browser(WebApplicationContext context) {
        this.mvc = MockMvcBuilders.webAppContextSetup(context).build();
    }

    Browser(WebApplicationContext context, MockMvcConfigurer configurer) {
        ConfigurableMockMvcBuilder<?> builder = MockMvcBuilders.webAppContextSetup(context);
        this.mvc = builder.apply(configurer).build();
    }

    /** @param path below {@code api/}, encoded */
    JsonNode get(String path) throws Exception {
        return json(200, send(MockMvcRequestBuilders.get(java.net.URI.create("/pgqueue/api/" + path))));
    }

    JsonNode post(String path, String body) throws Exception {
        return json(200, send(write(path, body)));
    }

    /** The error with which it refuses, and the status that it is to have. */
    String refusal(int status, MockHttpServletRequestBuilder request) throws Exception {
        return json(status, send(request)).get("error").asString();
    }

    static MockHttpServletRequestBuilder read(String path) {
        return MockMvcRequestBuilders.get(java.net.URI.create("/pgqueue/api/" + path));
    }

    static MockHttpServletRequestBuilder write(String path, String body) {
        return MockMvcRequestBuilders.post(java.net.URI.create("/pgqueue/api/" + path))
                .header(DashboardApi.WRITE_HEADER, "1")
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
    }

    MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    private static JsonNode json(int status, MockHttpServletResponse response) throws Exception {
        String text = response.getContentAsString(StandardCharsets.UTF_8);
        assertThat(response.getStatus()).as(text).isEqualTo(status);
        assertThat(response.getContentType()).startsWith("application/json");
        assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        return JsonMapper.shared().readTree(text);
    }
}
