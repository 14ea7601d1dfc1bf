package io.pgqueue.autoconfigure.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import javax.sql.DataSource;

/** Where the queue is: one schema, or one for each shard. */
public record QueueSchemas(List<QueueSchema> all) {

    /** Connections that processing takes from each {@code DataSource} at most. */
    public Map<DataSource, Integer> connectionsNeeded() {
        Map<DataSource, Integer> needed = new LinkedHashMap<>();
        all.forEach(schema ->
                needed.merge(schema.dataSource(), schema.connectionsNeeded().getAsInt(), Integer::sum));
        return needed;
    }

    /**
     * A schema.
     *
     * @param connectionsNeeded what processing takes at most from the {@code DataSource} for this schema
     */
    public record QueueSchema(DataSource dataSource, String schema, IntSupplier connectionsNeeded) {}
}
