package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

/**
 * Guards the version: an instance that finds it current does not start Liquibase, so a change in the db folder that does
 * not raise it would never reach a database.
 */
class SchemaVersionTest {

    private static final String FOLDER = "io/pgqueue/db/";
    private static final String RECORD = "io/pgqueue/autoconfigure/migration/db-folder.fingerprint";

    @Test
    void isWhatTheFunctionSays() throws IOException {
        Matcher version = Pattern.compile("select (\\d+)").matcher(content("functions/schema_version.sql"));

        assertThat(version.find()).isTrue();
        assertThat(Integer.parseInt(version.group(1))).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void isTheOneAboveWhichTheChangelogRefusesToRun() throws IOException {
        assertThat(content("tables/refuse_newer.sql"))
                .contains("v_installed > " + SchemaVersion.CURRENT + " then")
                .contains("changelog of version " + SchemaVersion.CURRENT + " would");
    }

    @Test
    void isRecordedWithTheFingerprintOfTheFolder() throws Exception {
        String recorded = new ClassPathResource(RECORD)
                .getContentAsString(StandardCharsets.UTF_8)
                .strip();

        assertThat(recorded)
                .as(
                        "The folder %s has changed. If version %d has been released, raise it in schema_version.sql"
                                + " and in SchemaVersion. Then record the new line in src/test/resources/%s",
                        FOLDER, SchemaVersion.CURRENT, RECORD)
                .isEqualTo(SchemaVersion.CURRENT + " " + fingerprint());
    }

    /** Of the changelog and the files that it names; a file that it does not name reaches no database. */
    private static String fingerprint() throws IOException, NoSuchAlgorithmException {
        List<String> files = new ArrayList<>(List.of("changelog.xml"));
        Matcher paths = Pattern.compile(" path=\"([^\"]+)\"").matcher(content("changelog.xml"));
        while (paths.find()) {
            files.add(paths.group(1));
        }
        assertThat(files).hasSizeGreaterThan(20);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String file : files) {
            digest.update(content(file).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String content(String file) throws IOException {
        return new ClassPathResource(FOLDER + file).getContentAsString(StandardCharsets.UTF_8);
    }
}
