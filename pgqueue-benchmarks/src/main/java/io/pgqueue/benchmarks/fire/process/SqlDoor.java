package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.PayloadCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A script's: by the functions that a producer's role may call, and no table. */
public record SqlDoor(JdbcTemplate jdbc, PayloadCodec codec) implements Door {

    @Override
    public long add(String kind, Job job, @Nullable String externalKey, @Nullable String orderingKey) {
        return id(jdbc.queryForObject("""
                /* fire:add */ select task_id
                from pgqueue.enqueue(?, ?::jsonb, external_key => ?, ordering_key => ?, notify => true)""", Long.class, kind, codec.write(job), externalKey, orderingKey));
    }

    @Override
    public long publish(String aggregate, int place) {
        return id(jdbc.queryForObject("""
                /* fire:publish */ select * from pgqueue.publish_events(
                    array['fire'], array[?::text], array['moved'], array[?::text], array[null::text])""", Long.class, aggregate, codec.write(place)));
    }

    private static long id(@Nullable Long id) {
        return Objects.requireNonNull(id, "id");
    }
}
