package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java in docs/limits.md is that of the sample. */
class LimitsDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "limits.md");
    private static final Path SOURCES = Path.of("src/main/java/io/pgqueue/sample/refund");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyExampleIsPartOfTheSample() throws IOException {
        String sources = bare(Files.readString(SOURCES.resolve("RefundHandler.java"))
                + Files.readString(SOURCES.resolve("RefundController.java")));
        List<String> examples = JAVA.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(examples)
                .hasSizeGreaterThan(2)
                .allSatisfy(example -> assertThat(sources).contains(bare(example)));
    }

    /** Without the white space, which a page has its own of. */
    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }
}
