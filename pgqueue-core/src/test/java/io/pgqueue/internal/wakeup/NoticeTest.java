package io.pgqueue.internal.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {

    @Test
    void isReadAsItWasWritten() {
        Notice notice =
                Notice.parse(Notice.format("me", Set.of(7), Set.of(42L))).orElseThrow();

        assertThat(notice).isEqualTo(new Notice("me", true, false, false, false, List.of(42L)));
    }

    @Test
    void tellsACancellationFromWork() {
        Notice notice =
                Notice.parse(Notice.format("me", Set.of(), List.of(1L, 2L))).orElseThrow();

        assertThat(notice).isEqualTo(new Notice("me", false, false, false, false, List.of(1L, 2L)));
    }

    @Test
    void tellsEventsFromWork() {
        assertThat(Notice.parse(Notice.format("me", Set.of(0), Set.of())))
                .contains(new Notice("me", false, true, false, false, List.of()));
        assertThat(Notice.parse(Notice.format("me", Set.of(7, 0), Set.of())))
                .contains(new Notice("me", true, true, false, false, List.of()));
        assertThat(Notice.parse("me;10;")).contains(new Notice("me", true, false, false, false, List.of()));
    }

    @Test
    void tellsWhatWasSetAtRunTimeFromWork() {
        assertThat(Notice.parse(";-1;")).contains(new Notice("", false, false, true, false, List.of()));
        assertThat(Notice.parse("me;-1,0,7;")).contains(new Notice("me", true, true, true, false, List.of()));
        assertThat(Notice.parse(Notice.format("me", Set.of(-2), Set.of())))
                .contains(new Notice("me", false, false, false, true, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "anything", "a;b", "mail"})
    void meansWorkWhereAScriptSentABareText(String text) {
        assertThat(Notice.parse(text)).contains(new Notice("", true, true, true, true, List.of()));
    }

    @Test
    void isNothingWhereItCannotBeRead() {
        assertThat(Notice.parse("me;1;x")).isEmpty();
    }

    @Test
    void fitsANotificationHoweverMuchThereIs() {
        List<Integer> kinds =
                IntStream.range(2_000_000_000, 2_000_010_000).boxed().toList();
        List<Long> cancelled = LongStream.range(281_474_976_000_000L, 281_474_976_010_000L)
                .boxed()
                .toList();

        String text = Notice.format("12345678", kinds, cancelled);

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(8_000);
    }
}
