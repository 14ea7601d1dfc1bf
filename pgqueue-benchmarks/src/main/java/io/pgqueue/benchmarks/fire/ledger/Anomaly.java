package io.pgqueue.benchmarks.fire.ledger;

/** A rule that was broken, and by what. */
public record Anomaly(Rule rule, String what) {}
