package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md names tests that there are, and for each promise one. */
class GuaranteesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
    private static final Pattern PROMISE = Pattern.compile("(?m)^\\| (?!promise)(.+) \\| (.+) \\|$");

    private final String page = read(ROOT.resolve("docs/guarantees.md"));

    @Test
    void namesTestsThatThereAre() throws IOException {
        Set<String> named = named(page);

        assertThat(named).hasSizeGreaterThan(50);
        assertThat(tests()).containsAll(named);
    }

    @Test
    void hasATestForEachPromise() {
        assertThat(PROMISE.matcher(page).results().toList())
                .hasSizeGreaterThan(25)
                .allSatisfy(promise -> assertThat(promise.group(2))
                        .as(promise.group(1))
                        .matches(shown -> !named(shown).isEmpty() || shown.contains(".ci/run")));
    }

    private static Set<String> named(String text) {
        return TEST.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String module :
                new String[] {"pgqueue-core", "pgqueue-spring-boot-starter", "pgqueue-sample-app", "pgqueue-benchmarks"
                }) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith("Test.java"))
                        .map(name -> name.substring(0, name.length() - ".java".length()))
                        .forEach(tests::add);
            }
        }
        return tests;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
