import type { Point, Throughput } from "./api/types";

export type Window = "hour" | "day";

interface Sum {
  at: number;
  enqueued: number;
  succeeded: number;
  failed: number;
  usedUp: number;
  attempts: number;
  waitedMs: number;
  longestWaitMs: number;
  ranMs: number;
}

/** The address of the totals of a window, in about 60 to 100 buckets. */
export function throughputPath(window: Window, kind?: string): string {
  const query = new URLSearchParams(
    window === "hour" ? { window: "PT1H", bucket: "PT1M" } : { window: "P1D", bucket: "PT15M" },
  );
  if (kind) {
    query.set("kind", kind);
  }
  return `throughput?${query}`;
}

/**
 * All series as one, with a bucket for each stretch of the window, also where nothing happened. The last one is left out
 * until it is complete, and until its totals are written, which takes up to a minute: else each line would end in a fall.
 */
export function summed(throughput: Throughput, windowMs: number): Sum[] {
  const start = beginning(throughput);
  const end = Date.parse(throughput.from) + windowMs;
  const buckets = Math.max(1, Math.floor((end - start) / throughput.bucketMs));
  const sums = Array.from({ length: buckets }, (_, at) => nothing(start + at * throughput.bucketMs));
  for (const point of throughput.series.flatMap((series) => series.points)) {
    const sum = sums[Math.floor((Date.parse(point.from) - start) / throughput.bucketMs)];
    if (sum) {
      add(sum, point);
    }
  }
  const last = sums[sums.length - 1];
  return last && last.attempts + last.enqueued + last.succeeded + last.failed === 0 ? sums.slice(0, -1) : sums;
}

/** The begin of the first bucket: the window begins somewhere in it. */
function beginning({ from, bucketMs, series }: Throughput): number {
  const start = Date.parse(from);
  const point = series.find((one) => one.points.length > 0)?.points[0];
  const beyond = point ? (start - Date.parse(point.from)) % bucketMs : 0;
  return start - (beyond < 0 ? beyond + bucketMs : beyond);
}

/** What one kind did in each bucket, for its sparkline. */
export function outcomes(throughput: Throughput, kind: string, windowMs: number): number[] {
  const series = throughput.series.filter((one) => one.kind === kind);
  return summed({ ...throughput, series }, windowMs).map((sum) => sum.succeeded + sum.failed);
}

function nothing(at: number): Sum {
  return {
    at,
    enqueued: 0,
    succeeded: 0,
    failed: 0,
    usedUp: 0,
    attempts: 0,
    waitedMs: 0,
    longestWaitMs: 0,
    ranMs: 0,
  };
}

function add(sum: Sum, point: Point): void {
  sum.enqueued += point.enqueued;
  sum.succeeded += point.succeeded;
  sum.failed += point.failed;
  sum.usedUp += point.usedUp;
  sum.attempts += point.attempts;
  sum.waitedMs += point.waitedMs;
  sum.ranMs += point.ranMs;
  sum.longestWaitMs = Math.max(sum.longestWaitMs, point.longestWaitMs);
}

export function windowMs(window: Window): number {
  return window === "hour" ? 3_600_000 : 86_400_000;
}
