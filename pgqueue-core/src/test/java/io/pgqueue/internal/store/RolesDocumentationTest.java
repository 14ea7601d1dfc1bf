package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/roles.md against what {@link RolesSqlTest} shows that each role may do. */
class RolesDocumentationTest {

    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("..", "docs", "roles.md"));
    }

    @Test
    void namesWhatAProducerMayCall() {
        assertThat(names(row("producer"))).isEqualTo(RolesSqlTest.FUNCTIONS.get("producer"));
    }

    @Test
    void namesWhatAReaderMayReadAndCall() {
        String[] readAndCall = row("reader").split("; call ");
        Set<String> listed = names(readAndCall[0]);
        assertThat(listed).contains("outbox");

        // those of the outbox are named by how they begin
        assertThat(listed)
                .isEqualTo(RolesSqlTest.READ.stream()
                        .map(table -> table.startsWith("outbox_") ? "outbox" : table)
                        .collect(Collectors.toSet()));
        assertThat(names(readAndCall[1])).isEqualTo(RolesSqlTest.FUNCTIONS.get("reader"));
    }

    @Test
    void namesWhatAllMayCall() {
        String sentence = found("what tells of the schema: (.*?)\\.\n");

        assertThat(names(sentence)).isEqualTo(RolesSqlTest.COMMON);
    }

    private String row(String role) {
        return found("\\| `pgqueue_" + role + "` \\|[^|]*\\|([^|]*)\\|");
    }

    private String found(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(result -> result.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toSet());
    }
}
