package io.pgqueue.sample.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SampleTest
@Transactional
class OrderApiTest {

    private static final String ORDER = """
            {"customer": "Ada", "email": "ada@example.org", "item": "Teapot", "quantity": 2}
            """;

    @Autowired
    MockMvcTester mvc;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    JsonMapper json;

    @Test
    void anOrderIsAnsweredWithItsAddressAndItsTask() throws Exception {
        MvcTestResult result = post("/api/orders", ORDER);

        assertThat(result).hasStatus(HttpStatus.CREATED);
        JsonNode body = body(result);
        assertThat(result.getResponse().getHeader("Location"))
                .isEqualTo("/api/orders/" + body.at("/order/id").asLong());
        assertThat(body.at("/tasks/0/kind").asString()).isEqualTo("send-confirmation");
        assertThat(body.at("/tasks/0/status").asString()).isEqualTo("NEW");
    }

    @Test
    void anOrderTellsWhatBecameOfItsTasks() throws Exception {
        String location = post("/api/orders", ORDER).getResponse().getHeader("Location");
        tester.drainSuccessfully();

        JsonNode body = body(get(location));

        assertThat(body.at("/order/status").asString()).isEqualTo("shipped");
        assertThat(body.at("/tasks/0/result/recipient").asString()).isEqualTo("ada@example.org");
        assertThat(body.at("/tasks/1/kind").asString()).isEqualTo("ship-order");
        assertThat(body.at("/tasks/1/attempt").asInt()).isEqualTo(1);
        assertThat(body.at("/tasks/1/result/trackingCode").asString()).startsWith("PQ-");
    }

    @Test
    void ordersAreListedNewestFirst() throws Exception {
        long first = body(post("/api/orders", ORDER)).at("/order/id").asLong();
        long second = body(post("/api/orders", ORDER)).at("/order/id").asLong();

        JsonNode list = body(get("/api/orders?limit=2"));

        assertThat(list.at("/0/order/id").asLong()).isEqualTo(second);
        assertThat(list.at("/1/order/id").asLong()).isEqualTo(first);
    }

    @Test
    void aTaskIsFoundByItsId() throws Exception {
        long task = body(post("/api/orders", ORDER)).at("/tasks/0/id").asLong();

        assertThat(body(get("/api/tasks/" + task)).at("/payload/orderId").asLong())
                .isPositive();
    }

    @Test
    void anInvalidOrderIsRefusedWithTheFieldAndTheRule() throws Exception {
        MvcTestResult result = post("/api/orders", "{\"customer\": \" \", \"email\": \"x\", \"quantity\": 0}");

        assertThat(result).hasStatus(HttpStatus.BAD_REQUEST);
        assertThat(result.getResponse().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        assertThat(body(result).get("errors").propertyNames()).containsExactly("customer", "email", "item", "quantity");
        tester.assertNothingEnqueued("send-confirmation");
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThat(post("/api/orders", "teapot")).hasStatus(HttpStatus.BAD_REQUEST);
    }

    @Test
    void aLimitOutOfRangeIsRefusedWithItsName() throws Exception {
        MvcTestResult result = get("/api/orders?limit=0");

        assertThat(result).hasStatus(HttpStatus.BAD_REQUEST);
        assertThat(body(result).at("/errors/limit").asString()).contains("1");
    }

    @Test
    void anUnknownOrderIsNotFound() throws Exception {
        MvcTestResult result = get("/api/orders/4711");

        assertThat(result).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(body(result).get("detail").asString()).isEqualTo("There is no order 4711");
    }

    @Test
    void aConfirmationIsCancelledOnce() throws Exception {
        String location = post("/api/orders", ORDER).getResponse().getHeader("Location");
        String reason = "{\"reason\": \"changed my mind\"}";

        MvcTestResult first = post(location + "/cancel-confirmation", reason);
        MvcTestResult second = post(location + "/cancel-confirmation", reason);

        assertThat(body(first).get("cancelled").asBoolean()).isTrue();
        assertThat(body(second).get("cancelled").asBoolean()).isFalse();
        assertThat(body(get(location)).at("/tasks/0/cancelReason").asString()).isEqualTo("changed my mind");
    }

    @Test
    void anOrderThatCannotBePaidTellsTheIdsThatAreGone() throws Exception {
        MvcTestResult result = post("/api/orders/unpayable", ORDER);

        assertThat(result).hasStatus(HttpStatus.CONFLICT);
        assertThat(body(result).get("orderId").asLong()).isPositive();
        assertThat(body(result).get("taskId").asLong()).isPositive();
    }

    private MvcTestResult post(String path, String content) {
        return mvc.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(content)
                .exchange();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }

    private JsonNode body(MvcTestResult result) throws Exception {
        return json.readTree(result.getResponse().getContentAsString());
    }
}
