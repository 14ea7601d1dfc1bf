import { ago, HOSTILE, kindNames, kinds } from "./data.ts";

export function overview() {
  return {
    sampledAt: ago(1_200),
    kinds: kinds(),
    attention: [
      {
        severity: "error",
        code: "used-up",
        kind: "refund",
        text: "12 tasks have no attempts left.",
        link: "tasks?kind=refund&status=no_attempts_left",
      },
      {
        severity: "warning",
        code: "paused",
        kind: "newsletter",
        text: `Paused since ${ago(10_800_000)}.`,
        link: "kinds/newsletter",
      },
      {
        severity: "warning",
        code: "dead-worker",
        text: "Worker shop-7c9f4-q8d2k died 4 min ago; its 3 tasks were rescued.",
        link: "workers",
      },
      {
        severity: "warning",
        code: "late-schedule",
        text: `Schedule nightly-report is 20 min late ${HOSTILE}`,
        link: "schedules",
      },
    ],
    processing: { running: true, lastError: null, controlSession: "connected" },
    database: { up: true, error: null },
  };
}

export function kind(name: string, paused: Set<string>, overrides: Map<string, Record<string, unknown>>) {
  const found = kinds().find((one) => one.name === name);
  return (
    found && {
      ...found,
      pausedAt: paused.has(name) ? ago(60_000) : null,
      overrides: { ...found.overrides, ...overrides.get(name) },
      options: { workerCount: 8, maxAttempts: 3, leaseMs: 30_000, terminalTtlMs: 604_800_000, ordered: false },
      limits: {
        maxRunning: 20,
        maxStarted: 100,
        periodMs: 60_000,
        ...(overrides.get(name)?.limits as object | undefined),
      },
      instances: [{ name: "shop-7c9f4-x2x7p", workerCount: 8, running: 3, lastBeatAt: ago(1_000) }],
    }
  );
}

export function workers() {
  const names = kindNames();
  const running = (count: number, from: number) =>
    Array.from({ length: count }, (_, at) => ({
      taskId: String(9_007_199_254_741_100n + BigInt(from + at)),
      kind: names[(from + at) % 12],
      attempt: 1,
      startedAt: ago(900 + at * 7_300),
    }));
  return [
    {
      id: "41",
      name: "shop-7c9f4-x2x7p",
      version: "2.14.0",
      startedAt: ago(7_200_000),
      lastBeatAt: ago(1_900),
      silent: false,
      running: running(5, 0),
      runningCut: false,
      workerCounts: { "order-confirmation": 4, "send-invoice": 8 },
    },
    {
      id: "42",
      name: "shop-7c9f4-m5t9w.eu-central-1.compute.internal.example.org",
      version: "2.14.0",
      startedAt: ago(7_100_000),
      lastBeatAt: ago(900),
      silent: false,
      running: running(4, 20),
      runningCut: false,
      workerCounts: { "order-confirmation": 4, "send-invoice": 8 },
    },
    {
      id: "40",
      name: "shop-7c9f4-q8d2k",
      version: "2.13.9",
      startedAt: ago(86_400_000),
      lastBeatAt: ago(300_000),
      silent: false,
      endedAt: ago(240_000),
      endedAs: "dead",
      running: [],
      runningCut: false,
    },
  ];
}

export function schedules(paused: Set<string>) {
  const all = [
    {
      name: "nightly-report",
      kind: "department-11-nightly-report",
      cron: "0 0 3 * * *",
      timeZone: "Europe/Berlin",
      inWords: "every day at 03:00",
      nextAt: ago(1_200_000),
      lastAt: ago(87_600_000),
      missed: "run once",
      overlap: "skip",
      late: true,
    },
    {
      name: "stock-sync",
      kind: "stock-sync",
      intervalMs: 300_000,
      inWords: "every 5 minutes",
      nextAt: ago(-120_000),
      lastAt: ago(180_000),
      missed: "skip",
      overlap: "skip",
      late: false,
    },
    {
      name: "old-import",
      kind: "search-index",
      cron: "0 30 * * * MON-FRI",
      timeZone: "UTC",
      inWords: "at minute 30 of every hour, Monday to Friday",
      retiredAt: ago(864_000_000),
      lastAt: ago(864_100_000),
      missed: "run all",
      overlap: "allow",
      late: false,
    },
  ];
  return all.map((one) => ({ ...one, ...(paused.has(one.name) && { pausedAt: ago(1_000) }) }));
}

export function outbox(gone: Set<string>) {
  const blocked = [
    {
      eventId: "771",
      aggregateType: "order",
      aggregateId: "2026-100017",
      eventType: "OrderPaid",
      attempts: 14,
      blockedSince: ago(1_500_000),
      nextAttemptAt: ago(-42_000),
      lastError: {
        type: "org.apache.kafka.common.errors.RecordTooLargeException",
        message: `The broker refused ${HOSTILE}`,
      },
    },
    {
      eventId: "802",
      aggregateType: "customer",
      aggregateId: "17",
      eventType: "CustomerMoved",
      attempts: 3,
      blockedSince: ago(90_000),
      nextAttemptAt: ago(-9_000),
      lastError: { type: "org.apache.kafka.common.errors.TimeoutException", message: "Timed out after 30 s" },
    },
  ];
  return {
    counts: { unsent: 118, parked: 4, blocked: blocked.length, givenUp: 1, oldest: ago(61_000), sampledAt: ago(4_000) },
    relay: { sending: true, sent: 1_204_331, sinkError: null, lastError: null },
    blocked: blocked.filter((event) => !gone.has(event.eventId)),
  };
}

export function health() {
  return {
    checks: [
      {
        code: "database",
        status: "ok",
        title: "The database answers",
        detail: "In 2 ms, PostgreSQL 18.1.",
        advice: null,
      },
      {
        code: "horizon",
        status: "error",
        title: "A session holds back vacuum",
        detail: "pid 4711 (nightly-export) has had a transaction open for 3 h 12 min.",
        advice:
          "End its transaction in nightly-export, or run SELECT pg_terminate_backend(4711). Set idle_in_transaction_session_timeout for it.",
      },
      {
        code: "dead-tuples",
        status: "warning",
        title: "Many dead tuples in task",
        detail: "31 % of its tuples are dead.",
        advice: "Clear what holds back vacuum first, then VACUUM (ANALYZE) pgqueue.task.",
      },
      {
        code: "notify-queue",
        status: "ok",
        title: "The notify queue is nearly empty",
        detail: "0.2 % in use.",
        advice: null,
      },
    ],
    horizon: [
      {
        type: "session",
        transactions: 18_220,
        pid: 4711,
        application: "nightly-export",
        user: "reporting",
        state: "idle in transaction",
        ageMs: 11_520_000,
        query:
          "SELECT * FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.created_at > now() - interval '1 year'",
      },
    ],
    tables: [
      {
        name: "pgqueue.task",
        liveTuples: 41_220,
        deadTuples: 18_402,
        bytes: 38_240_256,
        lastAutovacuum: ago(11_700_000),
        lastAutoanalyze: ago(40_000),
      },
      {
        name: "pgqueue.closed_task",
        liveTuples: 10_004_112,
        deadTuples: 220,
        bytes: 3_412_336_640,
        lastAutovacuum: ago(4_000_000),
        lastAutoanalyze: ago(4_000_000),
      },
      {
        name: "pgqueue.task_error",
        liveTuples: 912,
        deadTuples: 12,
        bytes: 811_008,
        lastAutovacuum: null,
        lastAutoanalyze: null,
      },
    ],
    notifyQueueUsage: 0.002,
    connections: { used: 61, max: 100 },
  };
}
