package io.pgqueue.internal.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * Slots of a cron expression. The expression is asked for local times, which know no daylight saving, and those are
 * turned into points in time here: one in a gap stands for the end of the gap, one that comes twice for its first time.
 * Asked for zoned times, the expression itself leaves out some slots that fall into a gap, and gives others twice.
 */
final class CronSlots implements Slots {

    private final CronExpression cron;
    private final ZoneId zone;

    CronSlots(String cron, ZoneId zone) {
        this.cron = CronExpression.parse(cron);
        this.zone = zone;
    }

    @Override
    public @Nullable Instant after(Instant time, Instant slot) {
        LocalDateTime local = cron.next(LocalDateTime.ofInstant(time, zone));
        // several local times can stand for one point in time, and the second pass of an hour repeats the first
        while (local != null && !instant(local).isAfter(time)) {
            local = cron.next(local);
        }
        return local == null ? null : instant(local);
    }

    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition == null) {
            return local.atZone(zone).toInstant();
        }
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }
}
