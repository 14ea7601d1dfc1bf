package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.autoconfigure.failure.SetupException;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Wherever a JDBC URL is set, it may not have a user before the host. */
class UrlCheckTest {

    private static final String FINE = "jdbc:postgresql://localhost/shop?user=shop";
    private static final String WRONG = "jdbc:postgresql://shop:open-sesame@localhost/shop";

    @Test
    void ofTheQueue() {
        refuses(() -> new QueueDataSource(pool(WRONG)));
    }

    @Test
    void ofItsReplica() {
        refuses(() -> new ReplicaDataSource(pool(WRONG)));
    }

    @Test
    void ofAShardAndOfItsReplica() {
        refuses(() -> new ShardSource(pool(WRONG), null, null));
        refuses(() -> new ShardSource(pool(FINE), null, pool(WRONG)));
    }

    @Test
    void ofTheControlSession() {
        refuses(() -> ControlTarget.of("pgqueue.processing.control-url", WRONG, null, null));
    }

    @Test
    void aUserBehindItIsFine() {
        assertThatNoException().isThrownBy(() -> {
            new ShardSource(pool(FINE), null, pool(FINE));
            ControlTarget.of("pgqueue.processing.control-url", FINE, null, null);
        });
    }

    private static void refuses(ThrowingCallable what) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(what)
                .withMessageContaining("has a user before the host")
                .withMessageNotContaining("open-sesame");
    }

    /** Connects only when it is asked for a connection. */
    private static DataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        return pool;
    }
}
