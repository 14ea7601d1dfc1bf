package io.pgqueue.autoconfigure;

import io.pgqueue.Jitter;
import io.pgqueue.OptionBounds;
import io.pgqueue.RetryDelay;
import io.pgqueue.autoconfigure.RetryDelayProperties.Shape;
import io.pgqueue.autoconfigure.handler.RetryDelayText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Makes a delay of its properties, or says which of them is wrong. */
final class RetryDelayReader {

    private static final Duration INITIAL = Duration.ofSeconds(6);
    private static final double MULTIPLIER = 2;
    private static final Duration MAX = Duration.ofMinutes(10);

    private final BeanFactory beanFactory;

    RetryDelayReader(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /**
     * @param name full name of the property that holds the others
     */
    RetryDelay read(String name, RetryDelayProperties properties) {
        List<Shape> implied = implied(properties);
        if (properties.bean() != null) {
            return bean(name, properties.bean(), properties, implied);
        }
        Shape type = properties.type();
        if (type == null) {
            if (implied.size() > 1) {
                throw invalid(
                        name + ".type", "not set", "must be set, since there are properties of more than one type");
            }
            type = implied.isEmpty() ? Shape.EXPONENTIAL : implied.get(0);
        }
        for (Shape other : implied) {
            if (other != type) {
                throw invalid(name + ".type", type, "must be " + other + ", or the properties of that type must go");
            }
        }
        RetryDelay delay = switch (type) {
            case CONSTANT -> RetryDelay.constant(required(name + ".delay", properties.delay()));
            case STEPS -> RetryDelay.steps(steps(name + ".steps", properties.steps()));
            case EXPONENTIAL -> exponential(name, properties);
        };
        Jitter usual = type == Shape.EXPONENTIAL ? Jitter.EQUAL : Jitter.NONE;
        return delay.withJitter(properties.jitter() != null ? properties.jitter() : usual);
    }

    private RetryDelay bean(String name, String bean, RetryDelayProperties properties, List<Shape> others) {
        if (properties.type() != null || !others.isEmpty()) {
            throw invalid(name + ".bean", bean, "must stand alone: a bean has its delays itself");
        }
        try {
            RetryDelay delay = RetryDelayText.parse(bean, beanFactory);
            return properties.jitter() != null ? delay.withJitter(properties.jitter()) : delay;
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(name, bean, String.valueOf(e.getMessage()), e);
        }
    }

    private static RetryDelay exponential(String name, RetryDelayProperties properties) {
        Duration initial = properties.initial() == null ? INITIAL : within(name + ".initial", properties.initial());
        Duration max = properties.max() == null ? longer(initial, MAX) : within(name + ".max", properties.max());
        double multiplier = properties.multiplier() == null ? MULTIPLIER : properties.multiplier();
        if (!(multiplier >= 1 && multiplier <= 1000)) {
            throw invalid(name + ".multiplier", multiplier, "must be 1 to 1000");
        }
        if (max.compareTo(initial) < 0) {
            throw invalid(name + ".max", max, "must not be below " + name + ".initial, which is " + initial);
        }
        return RetryDelay.exponential(initial, multiplier, max);
    }

    private static List<Shape> implied(RetryDelayProperties properties) {
        List<Shape> types = new ArrayList<>();
        if (properties.delay() != null) {
            types.add(Shape.CONSTANT);
        }
        if (properties.steps() != null) {
            types.add(Shape.STEPS);
        }
        if (properties.initial() != null || properties.multiplier() != null || properties.max() != null) {
            types.add(Shape.EXPONENTIAL);
        }
        return types;
    }

    private static List<Duration> steps(String name, @Nullable List<Duration> steps) {
        if (steps == null || steps.isEmpty()) {
            throw invalid(name, "empty", "must hold at least one delay");
        }
        for (int i = 0; i < steps.size(); i++) {
            within(name + "[" + i + "]", steps.get(i));
        }
        return steps;
    }

    private static Duration required(String name, @Nullable Duration value) {
        if (value == null) {
            throw invalid(name, "not set", "must be set for a constant delay");
        }
        return within(name, value);
    }

    private static Duration within(String name, Duration value) {
        if (!OptionBounds.RETRY_DELAY.admits(value)) {
            throw invalid(name, value, OptionBounds.RETRY_DELAY.rule());
        }
        return value;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(name, value, reason);
    }
}
