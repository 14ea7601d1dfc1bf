package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** docs/dependencies.md has what users get: no less, no more, each with a reason and a licence. */
class DependenciesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| [^|]{3,} \\| [^|]{3,} \\|$");
    private static final Pattern RESOLVED =
            Pattern.compile("(?m)^\\s*([\\w.-]+:[\\w.-]+):jar:[^:]+:(?:compile|runtime)");
    private static final Pattern OPTIONAL = Pattern.compile(
            "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<optional>true</optional>");

    @Test
    void listsWhatMavenResolves() throws IOException {
        Set<String> listed = listed("What pgqueue needs itself");
        listed.addAll(listed("What these bring along"));
        listed.addAll(listed("Used if the application has them"));
        listed.addAll(listed("What those bring along"));

        // written by the build of this module, before its tests
        Set<String> resolved = found(RESOLVED, Path.of("target", "runtime-dependencies.txt"));
        assertThat(resolved.remove("io.pgqueue:pgqueue-core")).isTrue();
        assertThat(listed).isEqualTo(resolved);
    }

    @Test
    void listsWhatIsUsedIfItIsThere() throws IOException {
        Set<String> optional = OPTIONAL.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(dependency -> dependency.group(1) + ":" + dependency.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed("Used if the application has them")).isNotEmpty().isEqualTo(optional);
    }

    @Test
    void listsWhatIsBuiltIntoThePage() throws IOException {
        Set<String> page = new TreeSet<>(JsonMapper.shared()
                .readTree(Files.readString(ROOT.resolve("pgqueue-dashboard/package.json")))
                .get("dependencies")
                .propertyNames());

        assertThat(listed("Built into the dashboard's page")).isNotEmpty().isEqualTo(page);
        String licences = Files.readString(Path.of("src/main/resources/io/pgqueue/dashboard/licenses.md"));
        assertThat(page).allSatisfy(name -> assertThat(licences).contains("## " + name + " - "));
    }

    private static Set<String> listed(String heading) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/dependencies.md"));
        String section = page.substring(page.indexOf("## " + heading));
        int end = section.indexOf("\n## ");
        return found(ROW, end < 0 ? section : section.substring(0, end));
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return found(pattern, Files.readString(file));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
