import { STATUSES, type Kind, type Status, type Task } from "../src/api/types.ts";

// What a busy shop would have: 50 kinds, long names, and payloads of people who mean harm.

export const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const NAMES = [
  "order-confirmation",
  "send-invoice",
  "refund",
  "stock-sync",
  "newsletter",
  "recalculate-recommendations-for-returning-customers-of-region-1", // 63 characters, as long as a kind can be
  "image-thumbnail",
  "search-index",
  "webhook-delivery",
  "fraud-check",
];

export const NOW = Date.now();
const DAY = 86_400_000;

/** Always the same numbers, so that a failing check fails again. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

export function kindNames(): string[] {
  return Array.from({ length: 50 }, (_, at) => NAMES[at] ?? `department-${at}-nightly-report`);
}

export function kinds(): Kind[] {
  const next = random(7);
  return kindNames().map((name, at) => {
    const busy = at < 10 ? 40 : 1;
    const hour = points(NOW - 3_600_000, 3_600_000, 60_000, at);
    const sum = (value: (point: (typeof hour)[number]) => number) => hour.reduce((all, point) => all + value(point), 0);
    const succeeded = sum((point) => point.succeeded);
    const failed = sum((point) => point.failed);
    const attempts = succeeded + failed;
    const running = Math.floor(next() * 9);
    return {
      name,
      ...(at === 4 && { pausedAt: ago(3 * 3_600_000) }),
      counts: {
        new: Math.floor(next() * 60 * busy),
        must_retry: failed,
        running,
        succeeded: succeeded * 24,
        cancelled: Math.floor(next() * 20),
        no_attempts_left: at % 7 === 2 ? Math.floor(next() * 30) + 1 : 0,
      },
      ...(at % 5 !== 4 && { oldestRunnable: ago(at === 8 ? 2_700_000 : Math.floor(next() * 4_000)) }),
      sampledAt: ago(1_200),
      capacity: at === 9 ? null : 8,
      overrides: at === 2 ? { workerCount: 8 } : {},
      lastHour: {
        succeeded,
        failed,
        enqueued: sum((point) => point.enqueued),
        attempts,
        waitedMs: sum((point) => point.waitedMs) / attempts,
        ranMs: sum((point) => point.ranMs) / attempts,
      },
    };
  });
}

export function tasks(): Task[] {
  const next = random(11);
  const names = kindNames();
  return Array.from({ length: 400 }, (_, at) => task(at, names[Math.floor(next() * 12)]!, STATUSES[at % 6]!, next));
}

function task(at: number, kind: string, status: Status, next: () => number): Task {
  const created = NOW - at * 61_000 - Math.floor(next() * 20_000);
  const attempts = status === "no_attempts_left" ? 3 : status === "new" ? 0 : status === "must_retry" ? 2 : 1;
  const failures = status === "no_attempts_left" ? 3 : status === "must_retry" ? 2 : 0;
  const closed = status === "succeeded" || status === "cancelled" || status === "no_attempts_left";
  const iso = (ms: number) => new Date(ms).toISOString();
  const errors = Array.from({ length: failures }, (_, index) => ({
    attempt: index + 1,
    at: iso(created + index * 4_000 + 820),
    worker: "shop-7c9f4-x2x7p",
    type: "org.springframework.web.client.ResourceAccessException",
    message: `I/O error on POST request for "https://pay.example.org/charge": ${at % 12 === 5 ? HOSTILE : "Connection refused"}`,
    stackTrace: stackTrace(),
  }));
  return {
    id: String(9_007_199_254_741_000n + BigInt(400 - at)),
    kind,
    key: at % 3 === 0 ? `order/2026/${100_000 + at}` : null,
    status,
    priority: 0,
    attempt: attempts,
    maxAttempts: 3,
    createdAt: iso(created),
    availableAt: closed ? null : iso(created + (status === "must_retry" ? 900_000 : 0)),
    startedAt: attempts > 0 && status !== "must_retry" ? iso(created + Math.max(0, failures - 1) * 4_000) : null,
    finishedAt: closed ? iso(created + Math.max(0, failures - 1) * 4_000 + 820) : null,
    worker: attempts > 0 ? "shop-7c9f4-x2x7p" : null,
    lastError: errors.length > 0 ? { type: errors[0]!.type, message: errors[0]!.message } : null,
    parked: at % 40 === 12,
    payload: `{"orderId":9007199254740993${at},"customer":{"name":${JSON.stringify(at % 2 ? HOSTILE : "Ada Lovelace")},"card":"***"},"items":[{"sku":"TEAPOT-1","quantity":2}],"note":"</script><script>document.title='owned'</script>"}`,
    result: status === "succeeded" ? '{"sent":true,"receipt":"r-778"}' : null,
    headers: { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    orderingKey: at % 4 === 0 ? "customer-17" : null,
    partitionKey: null,
    group:
      at % 9 === 0
        ? { id: "88", name: "October mailing", total: 1_000, succeeded: 940, failed: 3, cancelled: 0 }
        : null,
    cancelReason: status === "cancelled" ? "The customer withdrew the order" : null,
    schedule: null,
    errors,
    log:
      attempts > 0
        ? [{ attempt: 1, at: iso(created + 300), message: `Charging ${at % 2 ? HOSTILE : "the card"}` }]
        : [],
    transitions:
      at % 2
        ? []
        : [
            { at: iso(created), to: "new" as const, attempt: 0 },
            ...(attempts > 0
              ? [
                  {
                    at: iso(created + 200),
                    from: "new" as const,
                    to: "running" as const,
                    attempt: 1,
                    worker: "shop-7c9f4-x2x7p",
                  },
                ]
              : []),
          ],
    followUps:
      at % 6 === 3
        ? [
            { id: "9007199254741001", kind: "send-invoice", status: "succeeded" },
            { id: "9007199254741002", kind: "stock-sync", status: "new" },
          ]
        : [],
    addedBy: at % 6 === 4 ? { id: "9007199254741003", kind: "order-confirmation", status: "succeeded" } : null,
  };
}

function stackTrace(): string {
  const lines = ["org.springframework.web.client.ResourceAccessException: I/O error on POST request", HOSTILE];
  for (let at = 0; at < 30; at++) {
    lines.push(
      `\tat org.example.shop.payment.internal.CreditCardGateway$RetryingClient.lambda$charge$${at}(CreditCardGateway.java:${100 + at})`,
    );
  }
  return lines.join("\n");
}

export function throughput(windowMs: number, bucketMs: number, kind: string | null) {
  const start = Math.floor((Date.now() - windowMs) / bucketMs) * bucketMs;
  const names = kind ? [kind] : kindNames();
  return {
    from: new Date(start).toISOString(),
    bucketMs,
    series: names.map((name) => ({ kind: name, points: points(start, windowMs, bucketMs, kindNames().indexOf(name)) })),
  };
}

function points(start: number, windowMs: number, bucketMs: number, index: number) {
  const next = random(index + 3);
  return Array.from({ length: Math.round(windowMs / bucketMs) }, (_, at) => {
    const wave = 1 + Math.sin(at / 7 + index);
    const busy = index < 10 ? 1 : 0.1;
    const succeeded = Math.floor((30 + 90 * wave) * next() * busy * (bucketMs / 60_000));
    const failed = index % 7 === 2 && at > 40 ? Math.floor(next() * (index === 2 ? 14 : 3)) : 0;
    const attempts = succeeded + failed;
    return {
      from: new Date(start + at * bucketMs).toISOString(),
      enqueued: Math.floor(succeeded * (0.9 + next() * 0.2)),
      succeeded,
      failed,
      retried: failed,
      usedUp: Math.floor(failed / 4),
      cancelled: 0,
      attempts,
      waitedMs: attempts * (80 + 200 * wave),
      longestWaitMs: 900 + 900 * wave,
      ranMs: attempts * 40,
      longestRunMs: 1_200,
    };
  });
}

export const OLDEST_MS = 20 * DAY;
