package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.TaskFilter;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SearchesTest {

    private final AtomicLong nanos = new AtomicLong(42);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Duration searchTakes = Duration.ZERO;
    private final SharedAnswers answers = new SharedAnswers(nanos::get);
    private final Searches searches = new Searches(answers, nanos::get, Duration.ZERO);

    @Test
    void theSameSearchIsRunOnceForAllWhoAsk() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<CompletableFuture<Integer>> viewers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            viewers.add(ask("same", mayEnd));
        }

        mayEnd.countDown();

        for (CompletableFuture<Integer> viewer : viewers) {
            assertThat(viewer.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void anAnswerIsSharedForTenTimesAsLongAsItTook() {
        assertThat(search(Duration.ofSeconds(2))).isEqualTo(1);

        pass(Duration.ofMillis(19_999));
        assertThat(search(Duration.ofSeconds(2))).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(search(Duration.ofMillis(1))).isEqualTo(2);
        pass(Duration.ofMillis(999));
        assertThat(search(Duration.ofMillis(1))).isEqualTo(2);
        pass(Duration.ofMillis(1));
        assertThat(search(Duration.ofMillis(1))).isEqualTo(3);
    }

    @Test
    void whoeverChangesSomethingSearchesAnew() {
        search(Duration.ofSeconds(2));

        answers.forgetAll();

        assertThat(search(Duration.ofSeconds(2))).isEqualTo(2);
    }

    @Test
    void twoRunAtOnceAndAThirdIsRefusedUntilOneHasEnded() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<Integer> first = ask("first", mayEnd);
        CompletableFuture<Integer> second = ask("second", mayEnd);
        awaitAsked(2);

        assertThatThrownBy(() -> searches.ask("third", asked::incrementAndGet))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(429))
                .hasMessageContaining("Two searches")
                .hasMessageContaining("Ask again in a few seconds");
        assertThat(searches.askAtOnce("quick", () -> "answer").value()).isEqualTo("answer");

        mayEnd.countDown();
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
        assertThat(searches.ask("third", asked::incrementAndGet).value()).isEqualTo(3);
    }

    @Test
    void oneThatFailsMakesRoomAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> searches.ask("fails", () -> {
                        throw new IllegalStateException("no database");
                    }))
                    .hasMessage("no database");
        }
    }

    @Test
    void mayTakeLongWhereIndexesLeaveManyToLookThrough() {
        TaskFilter all = TaskFilter.all();
        assertThat(List.of(
                        all,
                        all.withKind("mail").withStatus(TaskStatus.SUCCEEDED),
                        all.withFinished(Instant.EPOCH, null),
                        all.withPayload("{}").withIds(1, 1)))
                .noneMatch(Searches::mayTakeLong);
        assertThat(List.of(
                        all.withExternalKey("k"),
                        all.withExternalKeyPrefix("k"),
                        all.withOrderingKey("k"),
                        all.withPartitionKey("k"),
                        all.withGroup(1),
                        all.withErrorType("E"),
                        all.withErrorText("e"),
                        all.withPayload("{}"),
                        all.withMinAge(Duration.ofDays(1)),
                        all.withCreated(null, Instant.EPOCH),
                        all.withAvailable(Instant.EPOCH, null)))
                .allMatch(Searches::mayTakeLong);
    }

    @Test
    void aListIsFollowedHoweverSlowAndASearchIfItIsQuick() {
        assertThat(TaskViews.Page.ofIndex(took(201, false)).live()).isTrue();
        assertThat(TaskViews.Page.ofIndex(took(201, true)).live()).isFalse();
        assertThat(TaskViews.Page.ofSearch(took(200, false)).live()).isTrue();
        assertThat(TaskViews.Page.ofSearch(took(201, false)).live()).isFalse();
    }

    private static Searches.Timed<TaskPage> took(int millis, boolean cutShort) {
        return new Searches.Timed<>(
                new TaskPage(List.of(), null, null, cutShort), Instant.EPOCH, Duration.ofMillis(millis));
    }

    /** The number of the search that answered; asked for, it takes so long. */
    private int search(Duration takes) {
        searchTakes = takes;
        return searches.ask("search", () -> {
                    pass(searchTakes);
                    return asked.incrementAndGet();
                })
                .value();
    }

    /** In a thread of its own, and answered when it may. */
    private CompletableFuture<Integer> ask(String question, CountDownLatch mayEnd) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        Thread viewer = new Thread(() -> answer.completeAsync(
                () -> searches.ask(question, () -> held(mayEnd)).value(), Runnable::run));
        viewer.setDaemon(true);
        viewer.start();
        return answer;
    }

    private int held(CountDownLatch mayEnd) {
        int number = asked.incrementAndGet();
        try {
            assertThat(mayEnd.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return number;
    }

    private void awaitAsked(int searches) {
        Awaitility.await().until(() -> asked.get() == searches);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
