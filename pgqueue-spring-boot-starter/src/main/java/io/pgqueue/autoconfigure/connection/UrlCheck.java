package io.pgqueue.autoconfigure.connection;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.autoconfigure.failure.SetupException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.util.ClassUtils;

/**
 * Finds a password where it would be read as a part of the host's name. The driver then names the host, with the password,
 * in every error of the connection, and so in the logs of whoever logs them.
 */
final class UrlCheck {

    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";
    private static final Pattern USER_BEFORE_HOST = Pattern.compile("jdbc:[a-z]+://[^/?]*@.*", Pattern.DOTALL);

    private UrlCheck() {}

    /**
     * Looks at the URL of a Hikari pool before anything connects; other sources keep theirs to themselves.
     *
     * @throws SetupException without the URL, if it has a user before the host
     */
    static void requireNoUser(DataSource dataSource) {
        if (!ClassUtils.isPresent(HIKARI, UrlCheck.class.getClassLoader())) {
            return;
        }
        HikariDataSource pool =
                DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class);
        if (pool != null) {
            requireNoUser(
                    "The JDBC URL of pgqueue's DataSource",
                    pool.getJdbcUrl(),
                    "Take it out of the URL, and set spring.datasource.username and spring.datasource.password (or"
                            + " those of the shard, or the replica).");
        }
    }

    /**
     * Looks at a URL.
     *
     * @param action what to do about it
     * @throws SetupException without the URL, if it has a user before the host
     */
    static void requireNoUser(String what, @Nullable String url, String action) {
        if (url != null && USER_BEFORE_HOST.matcher(url).matches()) {
            throw new SetupException(
                    what + " has a user before the host, as in jdbc:postgresql://user:password@host/database. The"
                            + " driver of PostgreSQL takes that for the host's name, and would write it, with the"
                            + " password, into its error messages.",
                    action);
        }
    }
}
