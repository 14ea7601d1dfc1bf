package io.pgqueue.engine;

import io.pgqueue.engine.PgQueueEngine.InlineProcessing;
import java.time.Instant;
import java.util.List;

/** Runs what is due in all shards in the caller's thread: a task may add others in another shard. */
record ShardedInline(List<InlineProcessing> shards) implements InlineProcessing {

    @Override
    public int runDue(int limit) {
        int runs = 0;
        int before;
        do {
            before = runs;
            for (InlineProcessing shard : shards) {
                runs += runs < limit ? shard.runDue(limit - runs) : 0;
            }
        } while (runs > before && runs < limit);
        return runs;
    }

    @Override
    public int runDueAt(Instant time, int limit) {
        int runs = 0;
        for (InlineProcessing shard : shards) {
            runs += runs < limit ? shard.runDueAt(time, limit - runs) : 0;
        }
        return runs < limit ? runs + runDue(limit - runs) : runs;
    }
}
