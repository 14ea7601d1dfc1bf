package io.pgqueue.benchmarks.fire;

import io.pgqueue.benchmarks.fire.ledger.Rule;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Bugs that are planted in the database of a run, to see that the checker finds them. Nothing in the product knows of them:
 * each changes the text of one function of that database.
 */
enum Plant {
    NO_FENCE(
            "a completion counts whoever it comes from: it asks for neither attempt, token nor worker",
            "complete",
            "and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker and t.status = 2",
            ""),
    LOST_OUTCOME(
            "of the completions that come, one in fifty is not written",
            "complete",
            "where u.keep and t.id >= u.id",
            "where u.keep and t.id % 50 <> 0 and t.id >= u.id"),
    EARLY_CURSOR(
            "the relay of the outbox is told that transactions have ended which still run, and its cursor passes their events",
            "outbox_fetch",
            "pg_snapshot_xmin(pg_current_snapshot())",
            "pg_snapshot_xmax(pg_current_snapshot())");

    private final String says;
    private final String function;
    private final String from;
    private final String to;

    Plant(String says, String function, String from, String to) {
        this.says = says;
        this.function = function;
        this.from = from;
        this.to = to;
    }

    String says() {
        return says;
    }

    /** Whether one of these rules is one that the bug breaks: others could be broken by something else. */
    boolean isShownBy(Set<Rule> broken) {
        Set<Rule> breaks = switch (this) {
            case NO_FENCE -> Set.of(Rule.RECORDED_ONCE, Rule.RECORDED_TRULY, Rule.ATTEMPTS_COUNTED);
            case LOST_OUTCOME -> Set.of(Rule.COMMITTED_RAN);
            case EARLY_CURSOR -> Set.of(Rule.EVENT_ARRIVED, Rule.EVENT_ORDER);
        };
        return breaks.stream().anyMatch(broken::contains);
    }

    /**
     * Plants it.
     *
     * @throws IllegalStateException if the function no longer is what this was written for
     */
    void in(DataSource database) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        String text = text(jdbc);
        String anySpaces = Arrays.stream(from.split(" ")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
        String changed = text.replaceAll(anySpaces, Matcher.quoteReplacement(to));
        if (changed.equals(text)) {
            throw new IllegalStateException("the function " + function + " has no '" + from + "' to change");
        }
        jdbc.execute(changed);
    }

    private String text(JdbcTemplate jdbc) {
        String text = jdbc.queryForObject(
                "select pg_get_functiondef(p.oid) from pg_proc p"
                        + " where p.pronamespace = 'pgqueue'::regnamespace and p.proname = ?",
                String.class,
                function);
        return Objects.requireNonNull(text, function);
    }
}
