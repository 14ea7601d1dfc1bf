package io.pgqueue.internal.shard;

import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Schedules of which each lives in one shard: where it is already, else that of its name, or a certain one. */
public final class ShardedSchedules implements Schedules {

    private final Shards shards;
    private final @Nullable Shard home;

    /** @param home of new schedules; null for the shard of a schedule's name */
    public ShardedSchedules(Shards shards, @Nullable Shard home) {
        this.shards = shards;
        this.home = home;
    }

    @Override
    public ScheduleInfo save(Schedule schedule) {
        return placeOf(schedule.name())
                .orElseGet(() -> homeOf(schedule.name()))
                .schedules()
                .save(schedule);
    }

    @Override
    public Optional<ScheduleInfo> find(String name) {
        return ask(name, schedules -> schedules.find(name));
    }

    @Override
    public List<ScheduleInfo> list() {
        return Everywhere.each(shards.all(), shard -> shard.schedules().list()).stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(ScheduleInfo::name))
                .toList();
    }

    @Override
    public boolean pause(String name) {
        return test(name, schedules -> schedules.pause(name));
    }

    @Override
    public boolean resume(String name) {
        return test(name, schedules -> schedules.resume(name));
    }

    @Override
    public OptionalLong triggerNow(String name) {
        return placeOf(name).map(shard -> shard.schedules().triggerNow(name)).orElseGet(OptionalLong::empty);
    }

    @Override
    public boolean reset(String name) {
        return test(name, schedules -> schedules.reset(name));
    }

    @Override
    public boolean remove(String name) {
        return test(name, schedules -> schedules.remove(name));
    }

    /** The shard in which a schedule lives; empty if there is none of this name. */
    public Optional<Shard> placeOf(String name) {
        return Everywhere.first(
                shards.beginningWith(homeOf(name)),
                shard -> shard.schedules().find(name).map(found -> shard));
    }

    /** The shard in which a new schedule is to live. */
    public Shard homeOf(String name) {
        return home != null ? home : shards.ofKey(name);
    }

    private <T> Optional<T> ask(String name, Function<Schedules, Optional<T>> question) {
        return Everywhere.first(shards.beginningWith(homeOf(name)), shard -> question.apply(shard.schedules()));
    }

    private boolean test(String name, Function<Schedules, Boolean> action) {
        return placeOf(name).map(shard -> action.apply(shard.schedules())).orElse(false);
    }
}
