package io.pgqueue.sample.lucky;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import java.util.function.DoubleSupplier;
import org.springframework.stereotype.Component;

/**
 * Is lucky in 30 % of its runs. With three attempts a task succeeds in 65.7 % of cases: 30 % at the first attempt, 21 %
 * at the second, 14.7 % at the third; 34.3 % run out of attempts.
 */
@Component
class LuckyHandler {

    static final String KIND = "lucky";
    static final int MAX_ATTEMPTS = 3;
    static final double CHANCE = 0.3;

    private final DoubleSupplier random;

    LuckyHandler(LuckyRandom random) {
        this.random = random;
    }

    /** The retry delay is the name of a bean, see {@link LuckyConfiguration}. */
    @TaskHandler(value = KIND, maxAttempts = MAX_ATTEMPTS, retryDelay = "luckyRetryDelay", attemptTimeout = "10s")
    Luck tryLuck(TaskContext context) {
        double drawn = random.getAsDouble();
        context.log("drew " + drawn);
        if (drawn >= CHANCE) {
            throw new OutOfLuckException("No luck in attempt " + context.attempt());
        }
        return new Luck("I got lucky", context.attempt());
    }

    /** Kept as the task's result. */
    record Luck(String message, int attempt) {}
}
