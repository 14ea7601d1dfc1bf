package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.sample.support.SampleTest;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;

@SampleTest
class ConfiguredDatabaseTest {

    @Autowired
    ApplicationContext context;

    @Autowired
    DataSource dataSource;

    @Test
    void aDatabaseThatIsConfiguredIsUsedAndNoneIsStarted(@Value("${spring.datasource.url}") String url)
            throws Exception {
        assertThat(context.containsBean("embeddedDatabase")).isFalse();
        try (var connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getURL()).startsWith(url);
        }
    }
}
