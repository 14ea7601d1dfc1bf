package io.pgqueue.autoconfigure;

import io.pgqueue.KindLimits;
import io.pgqueue.OptionBounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Makes limits of properties, or says which property is wrong, and what the rule is. */
final class LimitsReader {

    private LimitsReader() {}

    /**
     * @param name full name of the property that holds the others, such as {@code pgqueue.kinds.send-mail.limits}
     * @throws InvalidConfigurationPropertyValueException for the first value that is wrong
     */
    static KindLimits read(String name, LimitProperties from) {
        KindLimits limits = KindLimits.none();
        Integer most = checked(name + ".max-running", from.maxRunning(), OptionBounds.LIMIT);
        if (most != null) {
            limits = limits.withMaxRunning(most);
        }
        limits = withRate(limits, name, from.maxStarted(), from.period(), KindLimits::withMaxStarted);
        LimitProperties.PerPartition each = from.perPartition();
        if (each == null) {
            return limits;
        }
        String inner = name + ".per-partition";
        most = checked(inner + ".max-running", each.maxRunning(), OptionBounds.LIMIT);
        if (most != null) {
            limits = limits.withMaxRunningPerPartition(most);
        }
        return withRate(limits, inner, each.maxStarted(), each.period(), KindLimits::withMaxStartedPerPartition);
    }

    /** A number of starts is nothing without a period, nor the other way round. */
    private static KindLimits withRate(
            KindLimits limits, String name, @Nullable Integer maxStarted, @Nullable Duration period, Rate rate) {
        checked(name + ".max-started", maxStarted, OptionBounds.LIMIT);
        checked(name + ".period", period, OptionBounds.LIMIT_PERIOD);
        if (maxStarted != null && period != null) {
            return rate.set(limits, maxStarted, period);
        }
        if (period != null) {
            throw new InvalidConfigurationPropertyValueException(
                    name + ".period", period, "says nothing without " + name + ".max-started");
        }
        if (maxStarted != null) {
            throw new InvalidConfigurationPropertyValueException(
                    name + ".max-started", maxStarted, "needs " + name + ".period as well");
        }
        return limits;
    }

    private static <T extends Comparable<T>> @Nullable T checked(
            String name, @Nullable T value, OptionBounds<T> bounds) {
        if (value != null && !bounds.admits(value)) {
            throw new InvalidConfigurationPropertyValueException(name, value, bounds.rule());
        }
        return value;
    }

    /** Sets a number of starts in a period. */
    @FunctionalInterface
    private interface Rate {
        KindLimits set(KindLimits limits, int maxStarted, Duration period);
    }
}
