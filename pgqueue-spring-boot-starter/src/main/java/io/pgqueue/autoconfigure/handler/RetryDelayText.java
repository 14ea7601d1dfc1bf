package io.pgqueue.autoconfigure.handler;

import io.pgqueue.Jitter;
import io.pgqueue.OptionBounds;
import io.pgqueue.RetryDelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.convert.DurationStyle;

/**
 * A retry delay in one line: {@code 5s} is constant, {@code 1s, 10s, 5m} are steps, {@code 6s..10m} doubles up to a cap
 * with equal jitter, and anything else is the name of a {@link RetryDelay} bean, which is looked up when it is first
 * needed, so that it may itself use the queue.
 */
public final class RetryDelayText {

    private static final String SPAN = "..";

    private RetryDelayText() {}

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if the text is none of these; the message says what it may be
     */
    public static RetryDelay parse(String text, BeanFactory beanFactory) {
        if (text.contains(SPAN)) {
            int at = text.indexOf(SPAN);
            return RetryDelay.exponential(
                            duration(text.substring(0, at)), 2, duration(text.substring(at + SPAN.length())))
                    .withJitter(Jitter.EQUAL);
        }
        if (text.contains(",")) {
            List<Duration> steps = new ArrayList<>();
            for (String step : text.split(",", -1)) {
                steps.add(duration(step));
            }
            return RetryDelay.steps(steps);
        }
        if (looksLikeDuration(text)) {
            return RetryDelay.constant(duration(text));
        }
        return bean(text.trim(), beanFactory);
    }

    private static RetryDelay bean(String name, BeanFactory beanFactory) {
        if (!beanFactory.containsBean(name) || !beanFactory.isTypeMatch(name, RetryDelay.class)) {
            throw new IllegalArgumentException(
                    "is neither a duration (5s), nor steps (1s, 10s, 5m), nor a span (6s..10m),"
                            + " nor the name of a bean of type " + RetryDelay.class.getName());
        }
        return attempt -> beanFactory.getBean(name, RetryDelay.class).afterAttempt(attempt);
    }

    private static boolean looksLikeDuration(String text) {
        return text.isBlank() || ("+-0123456789Pp".indexOf(text.trim().charAt(0)) >= 0 && isDuration(text));
    }

    private static boolean isDuration(String text) {
        try {
            DurationStyle.detectAndParse(text.trim());
            return true;
        } catch (IllegalArgumentException e) {
            // a bean's name then, and it is reported if there is no such bean
            return false;
        }
    }

    private static Duration duration(String text) {
        Duration duration = DurationStyle.detectAndParse(text.trim());
        if (!OptionBounds.RETRY_DELAY.admits(duration)) {
            throw new IllegalArgumentException(
                    "holds " + text.trim() + ", but each delay " + OptionBounds.RETRY_DELAY.rule());
        }
        return duration;
    }
}
