package io.pgqueue.benchmarks.measure;

/**
 * Sizes of a run, and whether it is looked at.
 *
 * @param rounds in which contestants alternate, besides the warm-up
 * @param tasks of a drain; a slow contestant gets as many as it does in {@code longestSeconds}
 * @param longestSeconds about how long a contestant may take for one drain
 * @param warmUpSeconds of work before the first round, each contestant
 * @param singles tasks that are enqueued one by one
 * @param latencyCalls tasks whose latency is taken on an idle queue
 * @param loadSeconds how long latency is taken under load
 * @param deferred tasks that are not due yet, in the measure of that name
 * @param closed tasks that are kept, in the measure of that name
 * @param memoryTasks drained in a small heap
 * @param idleSeconds for which an idle instance is watched
 * @param dashboardOpen whether somebody looks at the dashboard meanwhile
 */
public record Plan(
        int rounds,
        int tasks,
        int longestSeconds,
        int warmUpSeconds,
        int singles,
        int latencyCalls,
        int loadSeconds,
        int deferred,
        int closed,
        int memoryTasks,
        int idleSeconds,
        boolean dashboardOpen) {

    /** About two minutes for the measures that it is meant for. */
    public static Plan look() {
        return new Plan(2, 50_000, 1, 2, 2_000, 200, 3, 200_000, 500_000, 200_000, 10, false);
    }

    /** For the record. */
    public static Plan record() {
        return new Plan(5, 200_000, 5, 10, 10_000, 500, 10, 1_000_000, 10_000_000, 1_000_000, 20, false);
    }

    /** These sizes with other turns; what is 0 stays as it is. */
    public Plan withTurns(int rounds, int tasks, int warmUpSeconds) {
        return new Plan(
                rounds > 0 ? rounds : this.rounds,
                tasks > 0 ? tasks : this.tasks,
                longestSeconds,
                warmUpSeconds > 0 ? warmUpSeconds : this.warmUpSeconds,
                singles,
                latencyCalls,
                loadSeconds,
                deferred,
                closed,
                memoryTasks,
                idleSeconds,
                dashboardOpen);
    }

    /** These sizes, with the dashboard open or not. */
    public Plan withDashboardOpen(boolean open) {
        return new Plan(
                rounds,
                tasks,
                longestSeconds,
                warmUpSeconds,
                singles,
                latencyCalls,
                loadSeconds,
                deferred,
                closed,
                memoryTasks,
                idleSeconds,
                open);
    }
}
