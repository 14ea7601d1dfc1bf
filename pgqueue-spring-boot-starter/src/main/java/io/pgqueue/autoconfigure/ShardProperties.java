package io.pgqueue.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A shard.
 *
 * @param number Number of the shard, 0 to 32767, which its task ids begin with. It never changes. Up to 31 the ids are
 *     exact in JavaScript.
 * @param dataSource Name of the DataSource bean that leads to the shard, in place of url.
 * @param url JDBC URL of the shard, for which a pool of its own is made, in place of data-source.
 * @param username User for the url.
 * @param password Password for the url.
 * @param controlUrl JDBC URL of the shard's control session, as pgqueue.processing.control-url; with the pool's user.
 * @param schema Schema that holds the shard. By default that of pgqueue.schema.
 * @param transactionManager Name of the transaction manager bean for transactional handlers on data-source. Without it
 *     the one is taken whose transactions are on that DataSource.
 * @param replicaDataSource Name of the DataSource bean of a hot standby, from which the endpoint and the dashboard read lists.
 * @param added Whether the shard was added lately: a key that belongs to it is then looked for in the shard that had it
 *     before.
 */
record ShardProperties(
        @Nullable Integer number,
        @Nullable String dataSource,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String controlUrl,
        @Nullable String schema,
        @Nullable String transactionManager,
        @Nullable String replicaDataSource,
        @DefaultValue("false") boolean added) {}
