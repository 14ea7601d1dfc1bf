package io.pgqueue.benchmarks.fire;

import java.util.Optional;

/**
 * How a run goes.
 *
 * @param faults how many in all; 0 for each kind once
 * @param seed decides what comes when, as far as one process can decide that
 * @param workers processes
 * @param plant a bug to be planted
 */
record FirePlan(int faults, long seed, int workers, Optional<Plant> plant) {

    FirePlan withFaults(int faults) {
        return new FirePlan(faults, seed, workers, plant);
    }

    FirePlan withSeed(long seed) {
        return new FirePlan(faults, seed, workers, plant);
    }

    FirePlan withPlant(Plant plant) {
        return new FirePlan(faults, seed, workers, Optional.of(plant));
    }
}
