package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the dashboard.
 *
 * @param enabled Whether the application serves the dashboard.
 * @param path Where it is served, below the application's context path.
 * @param allowWritesWithoutSecurity Whether anybody who reaches the dashboard may change tasks, kinds and schedules where
 *     Spring Security does not protect the application.
 * @param viewAuthority Authority that is needed to look at the dashboard, where there is Spring Security.
 * @param operateAuthority Authority that is needed to change anything, and suffices to look.
 * @param mask Regular expressions, in any case of letters; a field of a payload, a result or the headers whose name contains
 *     one of them is shown without its value.
 */
@ConfigurationProperties("pgqueue.dashboard")
record DashboardProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/pgqueue") String path,
        @DefaultValue("false") boolean allowWritesWithoutSecurity,
        @DefaultValue("PGQUEUE_VIEW") String viewAuthority,
        @DefaultValue("PGQUEUE_OPERATE") String operateAuthority,

        @DefaultValue({
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "secret",
            "token",
            "credential",
            "authorization",
            "cookie",
            "api.?key",
            "iban",
            "card",
            "cvv"
        })
        List<String> mask) {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

    String checkedPath() {
        if (!PATH.matcher(path).matches()) {
            throw new SetupException(
                    "The property pgqueue.dashboard.path is '" + path + "', which is no path.",
                    "Set it to one such as /pgqueue or /admin/queue: it begins with a slash, ends without one, and has"
                            + " letters, digits and . _ ~ - in between.");
        }
        return path;
    }

    List<Pattern> maskedNames() {
        try {
            return mask.stream()
                    .map(name -> Pattern.compile(name, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                    .toList();
        } catch (PatternSyntaxException e) {
            throw new SetupException(
                    "The property pgqueue.dashboard.mask has '" + e.getPattern() + "', which is no regular expression: "
                            + e.getDescription() + ".",
                    "Correct it, or write the name of the field alone.",
                    e);
        }
    }
}
