package io.pgqueue.benchmarks.contestant.pgqueue;

import java.util.ArrayList;
import java.util.List;

/** What the pages of the dashboard ask of the server, and how often, as its sources have it. */
public enum DashboardPage {
    OVERVIEW(
            new Question("overview", 2),
            new Question("throughput?window=PT1H&bucket=PT1M", 5),
            new Question("throughput?window=PT1H&bucket=PT1M", 15)),
    TASKS(new Question("tasks?limit=50", 3), new Question("overview", 60)),
    TASK(new Question("tasks/{id}", 2)),
    KINDS(new Question("overview", 3)),
    KIND(
            new Question("kinds/" + CountingHandler.KIND, 3),
            new Question("throughput?window=PT1H&bucket=PT1M&kind=" + CountingHandler.KIND, 5)),
    WORKERS(new Question("workers", 3)),
    SCHEDULES(new Question("schedules", 5)),
    OUTBOX(new Question("outbox", 3)),
    HEALTH(new Question("health", 5)),
    AUDIT(new Question("audit?limit=100", 5));

    private static final Question WHO_AM_I = new Question("me", 60);

    @SuppressWarnings("ImmutableEnumChecker") // it is, as it comes from List.of
    private final List<Question> questions;

    DashboardPage(Question... questions) {
        this.questions = List.of(questions);
    }

    List<Question> questions() {
        List<Question> all = new ArrayList<>(questions);
        all.add(WHO_AM_I);
        return all;
    }

    /**
     * One question.
     *
     * @param path below {@code api/}; {@code {id}} stands for a task's
     * @param seconds from an answer until it is asked again
     */
    record Question(String path, int seconds) {}
}
