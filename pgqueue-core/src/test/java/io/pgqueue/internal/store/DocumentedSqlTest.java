package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sessions and crontab lines of docs/sql.md do what they say. */
@Tag("database")
class DocumentedSqlTest {

    private static final Path PAGE = Path.of("..", "docs", "sql.md");
    private static final Pattern CRON = Pattern.compile("(?:@reboot|(?:\\S+ ){4}\\S+)  psql .*-c \"(.*)\"");
    private static final Pattern SIGNATURE = Pattern.compile("`([a-z_]+)\\(");
    private static final Pattern PARAMETERS = Pattern.compile("`([a-z_]+\\([a-z_,\\s…]*\\))`");
    private static final Pattern PROMPT = Pattern.compile("shop[=$-][>] (.*)");

    private final TestDatabase database = TestDatabase.withSchema();
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = database.direct().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void theSessionsGoAsTheyAreShown() throws Exception {
        PsqlSession psql = new PsqlSession(connection);
        for (String block : blocks("psql")) {
            assertThat(replay(psql, block)).isEqualTo(block);
        }
    }

    @Test
    void theCrontabLinesRun() throws Exception {
        PsqlSession psql = new PsqlSession(connection);
        for (String block : blocks("psql")) {
            replay(psql, block);
        }
        for (String line : blocks("crontab").stream().flatMap(String::lines).toList()) {
            Matcher cron = CRON.matcher(line);
            assertThat(cron.matches()).as(line).isTrue();
            try (Statement statement = connection.createStatement()) {
                statement.execute(cron.group(1).replace("\\\"", "\""));
            }
        }
    }

    @Test
    void eachFunctionHasASessionAndACrontabLine() throws Exception {
        Set<String> functions = documented();
        assertThat(functions).contains("enqueue", "process_tasks").hasSizeGreaterThan(14);
        for (String function : functions) {
            for (String kind : List.of("psql", "crontab")) {
                assertThat(blocks(kind)).as(kind).anyMatch(block -> block.contains("pgqueue." + function + "("));
            }
        }
    }

    @Test
    void parametersHaveTheNamesByWhichTheyAreIntroduced() throws Exception {
        Set<String> functions = documented();
        List<String> actual;
        try (QueueSession session = new QueueSession(database.direct().getConnection(), "pgqueue")) {
            actual = session.query("""
                    select format('%s(%s)', p.proname, (
                        select string_agg(a.name, ', ' order by a.o) from unnest(p.proargnames) with ordinality a(name, o)
                        where coalesce(p.proargmodes[a.o], 'i') = 'i'))
                    from pg_proc p where p.pronamespace = 'pgqueue'::regnamespace""", row -> row.getString(1));
        }
        List<String> introduced = PARAMETERS
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1).replaceAll("\\s+", " "))
                .filter(signature -> functions.contains(signature.substring(0, signature.indexOf('('))))
                .toList();

        assertThat(introduced).hasSizeGreaterThan(25).allSatisfy(signature -> {
            String any = Arrays.stream(signature.split("…")).map(Pattern::quote).collect(Collectors.joining(".*"));
            assertThat(actual).as(signature).anyMatch(function -> function.matches(any));
        });
    }

    /** The queue's functions that the page introduces by their parameters. */
    private Set<String> documented() throws SQLException, IOException {
        Set<String> introduced = SIGNATURE
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        try (QueueSession session = new QueueSession(database.direct().getConnection(), "pgqueue")) {
            introduced.retainAll(session.query(
                    "select proname from pg_proc where pronamespace = 'pgqueue'::regnamespace",
                    row -> row.getString(1)));
        }
        return introduced;
    }

    private static String replay(PsqlSession psql, String block) throws SQLException {
        StringBuilder replayed = new StringBuilder();
        StringBuilder statement = new StringBuilder();
        List<String> lines = block.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher prompt = PROMPT.matcher(lines.get(i));
            if (!prompt.matches()) {
                continue; // the answer that is to come
            }
            replayed.append(lines.get(i)).append('\n');
            statement.append(prompt.group(1)).append('\n');
            if (i + 1 == lines.size() || !lines.get(i + 1).matches("shop[$-]> .*")) {
                String answer = psql.answer(statement.toString().strip().replaceFirst(";$", ""));
                replayed.append(answer.isEmpty() ? "" : answer + "\n");
                replayed.append(answer.matches("[A-Z0-9 ]*") ? "" : "\n");
                statement.setLength(0);
            }
        }
        return replayed.toString()
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        assertThat(blocks).as(language).hasSizeGreaterThan(5);
        return blocks;
    }
}
