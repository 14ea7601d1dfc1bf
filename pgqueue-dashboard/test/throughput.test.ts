import { expect, test } from "vitest";
import type { Point } from "../src/api/types";
import { outcomes, summed, throughputPath } from "../src/throughput";

const MINUTE = 60_000;
const from = "2026-11-24T12:00:00Z";

function point(minute: number, change: Partial<Point>): Point {
  const nothing = { enqueued: 0, succeeded: 0, failed: 0, retried: 0, usedUp: 0, cancelled: 0, attempts: 0 };
  const times = { waitedMs: 0, longestWaitMs: 0, ranMs: 0, longestRunMs: 0 };
  return { from: new Date(Date.parse(from) + minute * MINUTE).toISOString(), ...nothing, ...times, ...change };
}

const throughput = {
  from,
  bucketMs: MINUTE,
  series: [
    { kind: "a", points: [point(0, { succeeded: 3, longestWaitMs: 5 }), point(2, { failed: 1 })] },
    { kind: "b", points: [point(0, { succeeded: 4, longestWaitMs: 9 }), point(99, { succeeded: 1_000 })] },
  ],
};

test("kinds are added up, stretches without anything are nothing, and those outside are left out", () => {
  const sums = summed(throughput, 3 * MINUTE);

  expect(sums.map((sum) => sum.succeeded)).toEqual([7, 0, 0]);
  expect(sums.map((sum) => sum.failed)).toEqual([0, 0, 1]);
  expect(sums[0]?.longestWaitMs).toBe(9);
  expect(sums[1]?.at).toBe(Date.parse(from) + MINUTE);
});

test("a window that begins within a bucket begins with that bucket", () => {
  const sums = summed({ ...throughput, from: "2026-11-24T12:00:40Z" }, 3 * MINUTE);

  expect(sums.map((sum) => sum.succeeded)).toEqual([7, 0, 0]);
  expect(sums[0]?.at).toBe(Date.parse(from));
});

test("a sparkline has one kind's outcomes", () => {
  expect(outcomes(throughput, "a", 3 * MINUTE)).toEqual([3, 0, 1]);
  expect(outcomes(throughput, "unknown", 3 * MINUTE)).toEqual([0, 0]);
});

test("the address names window, bucket and kind", () => {
  expect(throughputPath("hour")).toBe("throughput?window=PT1H&bucket=PT1M");
  expect(throughputPath("day", "a b")).toBe("throughput?window=P1D&bucket=PT15M&kind=a+b");
});
