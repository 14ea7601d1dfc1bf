package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.PayloadCodec;
import io.pgqueue.benchmarks.fire.ledger.CancelAnswer;
import io.pgqueue.benchmarks.fire.ledger.Kinds;
import java.time.Duration;
import java.util.List;
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
    public long addLater(String kind, Job job, Duration delay) {
        return id(jdbc.queryForObject("""
                /* fire:add-later */ select task_id
                from pgqueue.enqueue(?, ?::jsonb, delay => ? * interval '1 millisecond')""", Long.class, kind, codec.write(job), delay.toMillis()));
    }

    @Override
    public Grouped addGroup(String kind, List<Job> jobs) {
        String nothing = codec.write(Job.NONE);
        long group = id(jdbc.queryForObject(
                """
                /* fire:add-group */ select group_id
                from pgqueue.enqueue_group(
                    ?, array(select jsonb_array_elements(?::jsonb)),
                    jsonb_build_object('kind', ?::text, 'payload', ?::jsonb),
                    jsonb_build_object('kind', ?::text, 'payload', ?::jsonb))""", Long.class, kind, codec.write(jobs), Kinds.DONE, nothing, Kinds.FAILED, nothing));
        return new Grouped(group, List.of());
    }

    @Override
    public CancelAnswer cancel(long task) {
        String answer = jdbc.queryForObject(
                "/* fire:cancel */ select pgqueue.cancel_task(?, 'under fire', notify => true)", String.class, task);
        if (answer == null) {
            return CancelAnswer.NOTHING;
        }
        return answer.equals("cancelled") ? CancelAnswer.CANCELLED : CancelAnswer.ASKED_TO_STOP;
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
