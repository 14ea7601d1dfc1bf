package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.testsupport.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Fifty dashboards cost what one costs, which is a few statements a second. */
@Tag("database")
class DashboardCostTest {

    private static final List<String> PAGES =
            List.of("overview", "workers", "schedules", "outbox", "health", "throughput?window=PT1H", "audit", "tasks");

    @Test
    void viewersShareWhatIsAsked() {
        try (TestDatabase database = TestDatabase.withSchema()) {
            DashboardApplication.on(database)
                    .withUserConfiguration(CountingConfiguration.class)
                    .run(context -> {
                        Browser browser = new Browser(context);
                        CountingSource source = context.getBean(CountingSource.class);
                        for (String page : PAGES) {
                            browser.get(page);
                        }
                        source.asked.clear();
                        long begin = System.nanoTime();

                        int viewers = 50;
                        for (int viewer = 0; viewer < viewers; viewer++) {
                            for (String page : PAGES) {
                                browser.get(page);
                            }
                        }

                        double seconds = (System.nanoTime() - begin) / 1e9;
                        List<String> ours = source.asked.stream()
                                .filter(CountingSource::isOfTheDashboard)
                                .toList();
                        // those of all pages at once, each as often as its answer may be old
                        double most = 12 * (seconds + 1);
                        assertThat((double) ours.size())
                                .as("%s in %s s", ours, seconds)
                                .isLessThan(most);
                        assertThat(most).isLessThan(viewers * PAGES.size());
                    });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CountingConfiguration {

        @Bean
        static BeanPostProcessor counting() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource source ? new CountingSource(source) : bean;
                }
            };
        }
    }

    /** Remembers the text of each statement that is prepared. */
    static final class CountingSource extends DelegatingDataSource {
        private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

        CountingSource(DataSource target) {
            super(target);
        }

        static boolean isOfTheDashboard(String sql) {
            return !sql.contains("pgqueue:sample") && !sql.contains("pgqueue:record-minutes");
        }

        @Override
        public Connection getConnection() throws java.sql.SQLException {
            Connection target = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            asked.add(String.valueOf(arguments[0]));
                        }
                        try {
                            return method.invoke(target, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
