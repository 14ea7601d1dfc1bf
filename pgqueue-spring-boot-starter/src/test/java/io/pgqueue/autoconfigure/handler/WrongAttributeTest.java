package io.pgqueue.autoconfigure.handler;

import io.pgqueue.TaskBatch;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskLimits;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each attribute that cannot be is reported with its bean, its value, what is wrong with it and how to mend it. */
class WrongAttributeTest {

    @ParameterizedTest
    @MethodSource("mistakes")
    void isReportedWithItsPlaceAndItsRemedy(Class<?> bean, String problem, String remedy) {
        FailedDiscovery.isReported(bean, problem, remedy);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(BadKind.class, "kind is 'Send Mail'", "lower-case"),
                Arguments.of(TooManyWorkers.class, "workerCount = 10001", "Correct the attribute workerCount"),
                Arguments.of(NoAttempts.class, "must be 1 to 1,000,000", "Correct the attribute maxAttempts"),
                Arguments.of(LongTimeout.class, "must be 1 ms to 30 days", "Correct the attribute attemptTimeout"),
                Arguments.of(NoDuration.class, "is no duration", "Correct the attribute terminalTtl"),
                Arguments.of(NoPlaceholder.class, "no.such.property", "Correct the attribute terminalTtl"),
                Arguments.of(NoDelayBean.class, "retryDelay = nobody", "Correct the attribute retryDelay"),
                Arguments.of(BadSpan.class, "retryDelay = 10m..6s", "Correct the attribute retryDelay"),
                Arguments.of(TooLargeBatch.class, "batchSize = 1001", "Correct the attribute batchSize"),
                Arguments.of(LongLinger.class, "must be 0 to 1 minute", "Correct the attribute batchLinger"),
                Arguments.of(NoLimit.class, "limits.maxRunning = 0", "Correct the attribute limits.maxRunning"),
                Arguments.of(NoPeriod.class, "needs a period", "Correct the attribute limits.period"));
    }

    static class BadKind {
        @TaskHandler("Send Mail")
        public void handle() {}
    }

    static class TooManyWorkers {
        @TaskHandler(value = "wrong", workerCount = 10_001)
        public void handle() {}
    }

    static class NoAttempts {
        @TaskHandler(value = "wrong", maxAttempts = 0)
        public void handle() {}
    }

    static class LongTimeout {
        @TaskHandler(value = "wrong", attemptTimeout = "31d")
        public void handle() {}
    }

    static class NoDuration {
        @TaskHandler(value = "wrong", terminalTtl = "soon")
        public void handle() {}
    }

    static class NoPlaceholder {
        @TaskHandler(value = "wrong", terminalTtl = "${no.such.property}")
        public void handle() {}
    }

    static class NoDelayBean {
        @TaskHandler(value = "wrong", retryDelay = "nobody")
        public void handle() {}
    }

    static class BadSpan {
        @TaskHandler(value = "wrong", retryDelay = "10m..6s")
        public void handle() {}
    }

    static class TooLargeBatch {
        @TaskHandler(value = "wrong", batchSize = 1_001)
        public void handle(TaskBatch<String> batch) {}
    }

    static class LongLinger {
        @TaskHandler(value = "wrong", batchLinger = "2m")
        public void handle(TaskBatch<String> batch) {}
    }

    static class NoLimit {
        @TaskHandler(value = "wrong", limits = @TaskLimits(maxRunning = 0))
        public void handle() {}
    }

    static class NoPeriod {
        @TaskHandler(value = "wrong", limits = @TaskLimits(maxStarted = 5))
        public void handle() {}
    }
}
