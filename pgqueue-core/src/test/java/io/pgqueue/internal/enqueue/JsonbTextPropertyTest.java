package io.pgqueue.internal.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.HostileInput;
import io.pgqueue.testsupport.TestDatabase;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What is said of a text is what the database and the reader make of it. */
@Tag("database")
class JsonbTextPropertyTest {

    private static TestDatabase database;
    private static JdbcTemplate jdbc;

    @BeforeContainer
    static void open() {
        database = TestDatabase.create();
        jdbc = new JdbcTemplate(database.dataSource());
    }

    @AfterContainer
    static void close() {
        database.close();
    }

    @Provide
    Arbitrary<String> json() {
        return HostileInput.json();
    }

    @Property(seed = "2026")
    void whatPassesComesBackEqualAndNothingElseWould(@ForAll("json") String text) {
        String problem = JsonbText.problem(text);

        if (problem == null) {
            assertThat(HostileInput.isSameJson(stored(text), text)).isTrue();
        } else if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            assertThat(comesBack(text) && !problem.contains("digits"))
                    .as(problem)
                    .isFalse();
        }
    }

    private static String stored(String text) {
        return jdbc.queryForObject("select ?::jsonb::text", String.class, text);
    }

    private static boolean comesBack(String text) {
        try {
            JsonMapper.shared().readTree(stored(text));
            return true;
        } catch (DataAccessException | JacksonException e) {
            return false;
        }
    }
}
