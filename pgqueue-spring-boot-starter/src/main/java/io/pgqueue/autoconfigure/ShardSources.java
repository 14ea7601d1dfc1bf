package io.pgqueue.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.autoconfigure.connection.DataSourceSelection;
import io.pgqueue.autoconfigure.connection.ShardSource;
import io.pgqueue.autoconfigure.connection.TransactionManagerSelection;
import io.pgqueue.autoconfigure.failure.SetupException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.core.env.Environment;

/** The {@code DataSource} of each shard: the application's, or a pool that is made here and closed with the context. */
final class ShardSources implements AutoCloseable {

    private final ListableBeanFactory beanFactory;
    private final Environment environment;
    private final Map<String, ShardSource> sources = new LinkedHashMap<>();
    private final List<HikariDataSource> pools = new ArrayList<>();

    ShardSources(Map<String, ShardProperties> shards, ListableBeanFactory beanFactory, Environment environment) {
        this.beanFactory = beanFactory;
        this.environment = environment;
        shards.forEach((name, shard) -> sources.put(name, source("pgqueue.shards." + name, name, shard)));
    }

    ShardSource of(String shard) {
        return Objects.requireNonNull(sources.get(shard));
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
    }

    private ShardSource source(String property, String name, ShardProperties shard) {
        DataSource replica = shard.replicaDataSource() == null
                ? null
                : DataSourceSelection.named(beanFactory, property + ".replica-data-source", shard.replicaDataSource());
        if ((shard.dataSource() == null) == (shard.url() == null)) {
            throw new SetupException(
                    "The shard '" + name + "' has " + (shard.url() == null ? "neither " : "both ") + property
                            + ".data-source " + (shard.url() == null ? "nor " : "and ") + property + ".url.",
                    "Set one of them: data-source to the name of a DataSource bean, or url (with username and password),"
                            + " for which pgqueue makes a pool.");
        }
        if (shard.dataSource() != null) {
            DataSource bean = DataSourceSelection.target(
                    DataSourceSelection.named(beanFactory, property + ".data-source", shard.dataSource()));
            return new ShardSource(
                    bean, new TransactionManagerSelection(beanFactory, bean, shard.transactionManager()), replica);
        }
        return new ShardSource(pool(property, name, shard), null, replica);
    }

    /** Connects when it is first asked, so that it can be made while its server is away. */
    private HikariDataSource pool(String property, String name, ShardProperties shard) {
        HikariDataSource pool = DataSourceBuilder.create(beanFactory.getClass().getClassLoader())
                .type(HikariDataSource.class)
                .url(Objects.requireNonNull(shard.url()))
                .username(shard.username())
                .password(shard.password())
                .build();
        pool.setPoolName("pgqueue-" + name);
        pool.setInitializationFailTimeout(-1);
        Binder.get(environment).bind(property + ".hikari", Bindable.ofInstance(pool));
        pools.add(pool);
        return pool;
    }
}
