package io.pgqueue.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Each shard with its own status. Up while any shard is, and then 'degraded' names those that are not: taking all
 * instances out of service because of one shard would stop the others, too. Down when all are. Shards are asked at the
 * same time, so the answer takes no longer than that of one.
 */
final class ShardsHealthIndicator extends AbstractHealthIndicator {

    private final Map<String, HealthIndicator> shards;

    /** @param shards by name, at least one */
    ShardsHealthIndicator(Map<String, HealthIndicator> shards) {
        super("pgqueue health check failed");
        this.shards = shards;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Map<String, CompletableFuture<Health>> asked = new LinkedHashMap<>();
        shards.forEach((name, shard) ->
                asked.put(name, CompletableFuture.supplyAsync(() -> healthOf(shard), ShardsHealthIndicator::inThread)));
        Map<String, Health> answers = new LinkedHashMap<>();
        asked.forEach((name, answer) -> answers.put(name, answer.join()));
        List<String> degraded = answers.entrySet().stream()
                .filter(answer -> !Status.UP.equals(answer.getValue().getStatus()))
                .map(Map.Entry::getKey)
                .toList();
        builder.status(degraded.size() == answers.size() ? Status.DOWN : Status.UP)
                .withDetail("degraded", degraded)
                .withDetail("shards", answers);
    }

    private static Health healthOf(HealthIndicator shard) {
        Health health = shard.health();
        return health == null ? Health.unknown().build() : health;
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "pgqueue-health-shard");
        thread.setDaemon(true);
        thread.start();
    }
}
