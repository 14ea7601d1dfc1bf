package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    @daily               | every day at 00:00
                    0 30 2 * * *         | every day at 02:30
                    0 0 8,12,18 * * ?    | every day at 08:00, 12:00 and 18:00
                    0 0 9 * * MON-FRI    | on Monday to Friday at 09:00
                    0 15 9 * * 0         | on Sunday at 09:15
                    0 0 6 * * SAT,SUN    | on Saturday and Sunday at 06:00
                    0 0 3 1 * *          | on day 1 of every month at 03:00
                    0 0 3 L * *          | on the last day of every month at 03:00
                    0 0 3 1 JAN *        | on day 1 of January at 03:00
                    0 0 * * * *          | every hour
                    0 20 * * * *         | every hour, at minute 20
                    0 0 */2 * * *        | every 2 hours
                    0 */5 * * * *        | every 5 minutes
                    0 0/15 * * * *       | every 15 minutes
                    */10 * * * * *       | every 10 seconds
                    * * * * * *          | every second""")
    void tellsTheCommonShapes(String cron, String words) {
        assertThat(CronWords.of(cron)).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 */7 * * * *",
                "0 0 9-17 * * *",
                "0 0 3 1 * MON",
                "0 0 3 15W * *",
                "0 0 3 * * FRI#2",
                "0 */5 9 * * *",
                "30 0 9 * * *",
                "0 0 */2 * * MON"
            })
    void hasNoWordsForOthersRatherThanWrongOnes(String cron) {
        assertThat(CronWords.of(cron)).isNull();
        assertThat(CronWords.of(Schedule.of("a", "b").withCron(cron, ZoneId.of("Asia/Tokyo"))))
                .isEqualTo("cron " + cron + ", Asia/Tokyo time");
    }

    @Test
    void tellsIntervals() {
        Schedule schedule = Schedule.of("a", "b");
        assertThat(CronWords.of(schedule.withInterval(Duration.ofMinutes(90)))).isEqualTo("every 90 minutes");
        assertThat(CronWords.of(schedule.withInterval(Duration.ofDays(1)))).isEqualTo("every day");
        assertThat(CronWords.of(schedule.withInterval(Duration.ofMillis(1_500))))
                .isEqualTo("every 1500 ms");
    }
}
