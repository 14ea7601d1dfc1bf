package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Examples in docs/ against the classes that they are taken from, which a comment above each names: so they compile, and
 * are run by those classes' tests. Indentation and line breaks are the formatter's affair and do not count.
 */
class DocumentationExamplesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern EXAMPLE = Pattern.compile("<!-- (\\S+\\.java) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("^```java$", Pattern.MULTILINE);

    @Test
    void areTheTextOfTheClassesThatTheyName() throws IOException {
        List<MatchResult> examples = examples();
        assertThat(examples).isNotEmpty();

        for (MatchResult example : examples) {
            assertThat(plain(Files.readString(ROOT.resolve(example.group(1)))))
                    .as(example.group(1))
                    .contains(plain(example.group(2)));
        }
    }

    /** So that no example is added to them that nobody compiles. */
    @ParameterizedTest
    @ValueSource(strings = {"groups.md", "handlers.md", "observability.md", "ordering.md", "outbox.md", "shards.md"})
    void areAllThatAPageHas(String page) {
        Path file = ROOT.resolve("docs").resolve(page);

        assertThat(examplesOf(file))
                .hasSameSizeAs(JAVA.matcher(read(file)).results().toList())
                .isNotEmpty();
    }

    private static List<MatchResult> examples() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .flatMap(DocumentationExamplesTest::examplesOf)
                    .toList();
        }
    }

    private static Stream<MatchResult> examplesOf(Path page) {
        return EXAMPLE.matcher(read(page)).results();
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "))
                .replace("( ", "(")
                .replace(" .", ".");
    }
}
