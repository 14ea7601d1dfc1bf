package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.schedule.Schedule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says in plain words when a schedule adds tasks. The common shapes of cron expressions are told; others are shown as they
 * are, which is better than words that are nearly right. A library for all of them would come with every application that
 * has pgqueue, for the sake of one line.
 */
final class CronWords {

    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 0 1 1 *",
            "@annually", "0 0 0 1 1 *",
            "@monthly", "0 0 0 1 * *",
            "@weekly", "0 0 0 * * 0",
            "@daily", "0 0 0 * * *",
            "@midnight", "0 0 0 * * *",
            "@hourly", "0 0 * * * *");
    private static final Pattern EVERY = Pattern.compile("(?:\\*|0)/(\\d{1,2})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

    private CronWords() {}

    static String of(Schedule schedule) {
        Duration interval = schedule.interval();
        if (interval != null) {
            return "every " + words(interval);
        }
        String cron = Objects.requireNonNull(schedule.cron());
        String words = of(cron);
        return (words == null ? "cron " + cron : words) + ", " + schedule.zone().getId() + " time";
    }

    /** Null if it has no words for the expression. */
    static @Nullable String of(String cron) {
        String[] fields = MACROS.getOrDefault(cron.strip().toLowerCase(Locale.ROOT), cron)
                .strip()
                .split("\\s+", -1);
        if (fields.length != 6) {
            return null;
        }
        for (int i = 3; i < fields.length; i++) {
            fields[i] = fields[i].equals("?") ? "*" : fields[i];
        }
        String days = days(fields[3], fields[4], fields[5]);
        String time = time(fields[0], fields[1], fields[2]);
        if (days == null || time == null) {
            return null;
        }
        if (time.startsWith("every")) {
            return days.equals("every day") ? time : null;
        }
        return days + " " + time;
    }

    private static @Nullable String time(String second, String minute, String hour) {
        String seconds = every(second, 60, "second");
        if (seconds != null) {
            return minute.equals("*") && hour.equals("*") ? seconds : null;
        }
        if (!second.equals("0")) {
            return null;
        }
        String minutes = every(minute, 60, "minute");
        if (minutes != null) {
            return hour.equals("*") ? minutes : null;
        }
        if (!NUMBER.matcher(minute).matches()) {
            return null;
        }
        String past = minute.equals("0") || minute.equals("00") ? "" : ", at minute " + Integer.parseInt(minute);
        String hours = every(hour, 24, "hour");
        if (hours != null) {
            return hours + past;
        }
        List<String> times = new ArrayList<>();
        for (String one : hour.split(",", -1)) {
            if (!NUMBER.matcher(one).matches()) {
                return null;
            }
            times.add(String.format(Locale.ROOT, "%02d:%02d", Integer.parseInt(one), Integer.parseInt(minute)));
        }
        return "at " + list(times);
    }

    /** Only steps that divide their field evenly are "every". */
    private static @Nullable String every(String field, int size, String unit) {
        if (field.equals("*")) {
            return "every " + unit;
        }
        Matcher step = EVERY.matcher(field);
        if (!step.matches()) {
            return null;
        }
        int length = Integer.parseInt(step.group(1));
        if (length == 0 || size % length != 0) {
            return null;
        }
        return length == 1 ? "every " + unit : "every " + length + " " + unit + "s";
    }

    private static @Nullable String days(String day, String month, String weekday) {
        if (day.equals("*") && month.equals("*")) {
            return weekday.equals("*") ? "every day" : weekdays(weekday);
        }
        if (!weekday.equals("*")) {
            return null;
        }
        String of = month.equals("*") ? "of every month" : month(month);
        String which = day.equalsIgnoreCase("L")
                ? "last day"
                : NUMBER.matcher(day).matches() ? "day " + Integer.parseInt(day) : null;
        return of == null || which == null ? null : "on " + (which.equals("last day") ? "the " : "") + which + " " + of;
    }

    private static @Nullable String month(String month) {
        if (NUMBER.matcher(month).matches()) {
            return "of " + Month.of(Integer.parseInt(month)).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        }
        return Arrays.stream(Month.values())
                .filter(one -> one.name().startsWith(month.toUpperCase(Locale.ROOT)) && month.length() == 3)
                .map(one -> "of " + one.getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String weekdays(String field) {
        List<String> names = new ArrayList<>();
        for (String part : field.split(",", -1)) {
            String[] ends = part.split("-", -1);
            DayOfWeek first = weekday(ends[0]);
            DayOfWeek last = ends.length == 2 ? weekday(ends[1]) : first;
            if (first == null || last == null || ends.length > 2) {
                return null;
            }
            names.add(ends.length == 2 ? name(first) + " to " + name(last) : name(first));
        }
        return "on " + list(names);
    }

    private static @Nullable DayOfWeek weekday(String text) {
        if (text.matches("[0-7]")) {
            int number = Integer.parseInt(text);
            return DayOfWeek.of(number == 0 ? 7 : number);
        }
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> text.length() == 3 && day.name().startsWith(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String list(List<String> parts) {
        int last = parts.size() - 1;
        return last == 0 ? parts.get(0) : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    private static String words(Duration interval) {
        long millis = interval.toMillis();
        String[] units = {"day", "hour", "minute", "second"};
        long[] lengths = {86_400_000, 3_600_000, 60_000, 1_000};
        for (int i = 0; i < units.length; i++) {
            if (millis % lengths[i] == 0) {
                long count = millis / lengths[i];
                return count == 1 ? units[i] : count + " " + units[i] + "s";
            }
        }
        return millis + " ms";
    }
}
