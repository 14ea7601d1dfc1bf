package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/properties.md against the metadata that the starter gives to editors. */
class PropertiesDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "properties.md");
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Pattern ONE_VALUE = Pattern.compile("`[^`]+`");

    @Test
    void everyPropertyOfTheStarterIsDocumentedWithItsDefault() throws IOException {
        Map<String, String> documented = documented();
        List<JsonNode> properties = metadata();
        assertThat(properties).as("properties in the metadata").hasSizeGreaterThan(10);

        for (JsonNode property : properties) {
            String name = property.get("name").asString();
            assertThat(documented).as("docs/properties.md").containsKey(name);
            JsonNode defaultValue = property.get("defaultValue");
            if (defaultValue != null && !defaultValue.isContainer()) {
                assertThat(documented.get(name))
                        .as("default of " + name)
                        .isEqualTo("`" + written(property.get("type").asString(), defaultValue.asString()) + "`");
            }
        }
    }

    /** And editors know the default, unless the page has it in words. */
    @Test
    void everyDocumentedPropertyExists() throws IOException {
        Map<String, JsonNode> known = metadata().stream()
                .collect(Collectors.toMap(property -> property.get("name").asString(), Function.identity()));

        documented().forEach((name, defaultValue) -> {
            assertThat(known).as("metadata").containsKey(name);
            if (ONE_VALUE.matcher(defaultValue).matches()) {
                assertThat(known.get(name).has("defaultValue"))
                        .as("default of " + name)
                        .isTrue();
            }
        });
    }

    @Test
    void editorsOfferBeansWhereAPropertyNamesOne() throws IOException {
        Set<String> offered = metadata("hints").stream()
                .filter(hint -> hint.get("providers").toString().contains("spring-bean-reference"))
                .map(hint -> hint.get("name").asString())
                .collect(Collectors.toSet());

        List<String> naming = metadata().stream()
                .filter(property -> property.path("description").asString("").matches("Name of (a|the) .*\\bbean\\b.*"))
                .map(property -> property.get("name").asString())
                .toList();

        assertThat(naming).hasSize(5).allSatisfy(name -> assertThat(offered).contains(name));
    }

    /** A constant of an enum as properties spell it. */
    private static String written(String type, String value) {
        return type.equals("java.lang.String") ? value : value.replace('_', '-');
    }

    private static Map<String, String> documented() throws IOException {
        try (Stream<String> lines = Files.lines(PAGE)) {
            return lines.filter(line -> line.startsWith("| `"))
                    .map(line -> line.split("\\|"))
                    .collect(Collectors.toMap(cells -> cells[1].strip().replace("`", ""), cells -> cells[3].strip()));
        }
    }

    private static List<JsonNode> metadata() throws IOException {
        return metadata("properties");
    }

    /** @param part of the metadata: its properties, or what editors offer for them */
    private static List<JsonNode> metadata(String part) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        ClassLoader loader = PropertiesDocumentationTest.class.getClassLoader();
        for (URL url : Collections.list(loader.getResources(METADATA))) {
            try (InputStream stream = url.openStream()) {
                for (JsonNode one : JsonMapper.shared().readTree(stream).path(part)) {
                    if (one.get("name").asString().contains("pgqueue.")) {
                        found.add(one);
                    }
                }
            }
        }
        return found;
    }
}
