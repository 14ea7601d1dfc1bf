package io.pgqueue.autoconfigure.schedule;

import io.pgqueue.PayloadCodec;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.autoconfigure.handler.KindNames;
import io.pgqueue.autoconfigure.handler.Recurring;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.schedule.Schedule;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Declares an application's schedules: those of annotations and of beans of type {@link Schedule}, with what properties
 * say in place of them, and those of properties alone.
 */
public final class ScheduleDeclarations implements Recurring.Declarations {

    private static final ZoneId UTC = ZoneId.of("UTC");

    private final ConfigurableListableBeanFactory beanFactory;
    private final QueueEngine engine;
    private final JsonText json;
    private final Map<String, ScheduleProperties> properties;
    private final Application application;

    /**
     * @param application which owns what it declares
     */
    public ScheduleDeclarations(
            ConfigurableListableBeanFactory beanFactory,
            QueueEngine engine,
            PayloadCodec codec,
            Map<String, ScheduleProperties> properties,
            Application application) {
        this.beanFactory = beanFactory;
        this.engine = engine;
        this.json = new JsonText(codec);
        this.properties = properties;
        this.application = application;
    }

    @Override
    public void declare(List<Recurring> recurring) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        recurring.forEach(one -> add(drafts, fromAnnotation(one)));
        beanFactory
                .getBeansOfType(Schedule.class)
                .forEach((name, schedule) -> add(drafts, new Draft(schedule, "bean '" + name + "'", null)));
        addProperties(drafts);
        List<Schedule> schedules = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            ScheduleProperties own = draft.properties();
            if (own == null || own.enabled()) {
                schedules.add(draft.withProperties(json));
            }
        }
        try {
            engine.declareSchedules(application.name(), schedules, application.retires());
        } catch (InvalidScheduleException e) {
            Draft draft = drafts.get(e.schedule());
            throw draft == null ? e : draft.wrong(e);
        }
    }

    private static void add(Map<String, Draft> drafts, Draft draft) {
        Draft other = drafts.putIfAbsent(draft.schedule().name(), draft);
        if (other != null) {
            throw new SetupException(
                    "The schedule '" + draft.schedule().name() + "' is declared twice: by " + other.place() + " and by "
                            + draft.place() + ".",
                    "Give one of them another name.");
        }
    }

    /** An environment variable has no dashes: a name without them stands for the one that differs by dashes alone. */
    private void addProperties(Map<String, Draft> drafts) {
        properties.forEach((key, own) -> {
            String name = drafts.keySet().stream()
                    .filter(declared -> !drafts.containsKey(key)
                            && KindNames.withoutDashes(declared).equals(key))
                    .findFirst()
                    .orElse(key);
            Draft code = drafts.get(name);
            if (code == null) {
                drafts.put(name, new Draft(Schedule.of(name, name), null, own));
            } else if (code.properties() == null) {
                // the binder has bound the same values to both spellings
                drafts.put(name, new Draft(code.schedule(), code.place(), own));
            }
        });
    }

    private Draft fromAnnotation(Recurring recurring) {
        RecurringTask from = recurring.annotation();
        String name = from.name().isEmpty() ? recurring.kind() : resolve(from.name());
        Schedule schedule = Schedule.of(name, recurring.kind())
                .withMissed(from.missed())
                .withMissedLimit(from.missedLimit())
                .withOverlap(from.overlap());
        Draft place = new Draft(schedule, recurring.place(), null);
        String cron = resolve(from.cron());
        String interval = resolve(from.interval());
        String zone = resolve(from.zone());
        if (!cron.isEmpty() && !interval.isEmpty()) {
            throw place.both();
        }
        if (!cron.isEmpty()) {
            schedule = schedule.withCron(cron, zone.isEmpty() ? UTC : place.zone(zone));
        } else if (!interval.isEmpty()) {
            schedule = schedule.withInterval(place.duration("interval", interval));
        }
        String jitter = resolve(from.jitter());
        if (!jitter.isEmpty()) {
            schedule = schedule.withJitter(place.duration("jitter", jitter));
        }
        String payload = resolve(from.payload());
        if (!payload.isEmpty()) {
            schedule = schedule.withPayload(place.payload(json, payload));
        }
        return new Draft(schedule, recurring.place(), null);
    }

    private String resolve(String text) {
        String resolved = beanFactory.resolveEmbeddedValue(text);
        return resolved == null ? "" : resolved;
    }

    /**
     * What declares schedules.
     *
     * @param retires whether to retire what it declared before and no longer does
     */
    public record Application(String name, boolean retires) {}
}
