package io.pgqueue.test;

import io.pgqueue.testsupport.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;

/** Where the shop of a test class keeps its orders; it lives as long as the server, since contexts are cached. */
final class ShopDatabase {

    private ShopDatabase() {}

    static void create(DynamicPropertyRegistry properties) {
        TestDatabase database = TestDatabase.withSchema();
        JdbcClient.create(database.direct())
                .sql("create table parcel (order_id text primary key)")
                .update();
        properties.add("spring.datasource.url", database::jdbcUrl);
        properties.add("spring.datasource.username", database::username);
        properties.add("spring.datasource.password", database::password);
        properties.add("spring.liquibase.enabled", () -> false);
        properties.add("spring.flyway.enabled", () -> false);
        properties.add("spring.datasource.hikari.maximum-pool-size", () -> 4);
    }
}
