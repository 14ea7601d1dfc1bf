// What the server says. Times are ISO-8601 instants, durations milliseconds; ids are strings, as they exceed 2^53.

export type Instant = string;

export const STATUSES = ["new", "must_retry", "running", "succeeded", "cancelled", "no_attempts_left"] as const;
export type Status = (typeof STATUSES)[number];

export interface Me {
  user: string | null;
  mayOperate: boolean;
  csrf: { header: string; token: string } | null;
  readOnlyReason: string | null;
  version: string;
  application: string;
  shards: string[];
  masked: boolean;
}

export interface LastHour {
  succeeded: number;
  failed: number;
  enqueued: number;
  attempts: number;
  waitedMs: number | null;
  ranMs: number | null;
}

export interface Kind {
  name: string;
  pausedAt?: Instant | null;
  counts: Record<Status, number>;
  oldestRunnable?: Instant | null;
  sampledAt?: Instant | null;
  capacity: number | null;
  overrides: { workerCount?: number | null; terminalTtlMs?: number | null; limits?: Limits | null };
  lastHour: LastHour;
}

export interface Attention {
  severity: "error" | "warning";
  code: string;
  kind?: string | null;
  text: string;
  link?: string | null;
}

export interface Overview {
  sampledAt: Instant | null;
  kinds: Kind[];
  attention: Attention[];
  processing: { running: boolean; lastError?: string | null; controlSession?: unknown };
  database: { up: boolean; error?: string | null };
}

export interface Point {
  from: Instant;
  enqueued: number;
  succeeded: number;
  failed: number;
  retried: number;
  usedUp: number;
  cancelled: number;
  attempts: number;
  waitedMs: number;
  longestWaitMs: number;
  ranMs: number;
  longestRunMs: number;
}

export interface Throughput {
  from: Instant;
  bucketMs: number;
  series: { kind: string; points: Point[] }[];
}

export interface TaskRow {
  id: string;
  kind: string;
  key?: string | null;
  status: Status;
  priority: number;
  attempt: number;
  maxAttempts: number;
  createdAt: Instant;
  availableAt?: Instant | null;
  startedAt?: Instant | null;
  finishedAt?: Instant | null;
  worker?: string | null;
  lastError?: { type: string; message: string | null } | null;
  parked: boolean;
}

export interface TaskPage {
  tasks: TaskRow[];
  next: string | null;
  complete: boolean;
  searchedBackTo?: Instant | null;
  /** Whether to ask again and again; not for a search that took long. */
  live: boolean;
  /** When the server asked the database: answers to searches are shared. */
  askedAt: Instant;
}

export interface TaskCount {
  count: number;
  exact: boolean;
}

export interface AttemptError {
  attempt: number;
  at: Instant;
  worker?: string | null;
  type: string;
  message: string | null;
  stackTrace?: string | null;
}

export interface LogLine {
  attempt: number;
  at: Instant;
  message: string;
}

export interface Transition {
  at: Instant;
  from?: Status | null;
  to: Status;
  attempt: number;
  worker?: string | null;
  reason?: string | null;
}

export interface RelatedTask {
  id: string;
  kind: string;
  status: Status;
}

export interface Task extends TaskRow {
  payload: string | null;
  result?: string | null;
  headers?: Record<string, string> | null;
  orderingKey?: string | null;
  partitionKey?: string | null;
  group?: {
    id: string;
    name?: string | null;
    total: number;
    succeeded: number;
    failed: number;
    cancelled: number;
    doneTask?: string | null;
    failedTask?: string | null;
  } | null;
  cancelReason?: string | null;
  schedule?: string | null;
  errors: AttemptError[];
  log: LogLine[];
  transitions: Transition[];
  followUps?: RelatedTask[] | null;
  moreFollowUps?: boolean;
  /** The task whose handler added it. */
  addedBy?: RelatedTask | null;
}

export interface Limits {
  maxRunning?: number | null;
  maxStarted?: number | null;
  periodMs?: number | null;
  maxRunningPerPartition?: number | null;
  maxStartedPerPartition?: number | null;
  periodPerPartitionMs?: number | null;
}

export interface KindDetail extends Kind {
  options?: Record<string, unknown> | null;
  limits?: Limits | null;
  instances?: Record<string, unknown>[] | null;
}

export interface Worker {
  id: string | number;
  name: string;
  shard?: string | null;
  version?: string | null;
  startedAt: Instant;
  lastBeatAt: Instant;
  /** Whether it lives, and was not heard of lately by the database's clock. */
  silent: boolean;
  endedAt?: Instant | null;
  endedAs?: string | null;
  /** Tasks at its last beat. */
  runningCount?: number | null;
  /** How many tasks it runs at once, by kind. */
  workerCounts?: Record<string, number> | null;
  running: { taskId: string; kind: string; attempt: number; startedAt?: Instant | null }[];
  /** Whether `running` may lack some, since more run than are looked up. */
  runningCut: boolean;
}

export interface Schedule {
  name: string;
  kind: string;
  cron?: string | null;
  intervalMs?: number | null;
  timeZone?: string | null;
  inWords: string;
  nextAt?: Instant | null;
  lastAt?: Instant | null;
  pausedAt?: Instant | null;
  retiredAt?: Instant | null;
  lastTask?: string | null;
  skipped?: number | null;
  missed: string;
  overlap: string;
  late: boolean;
}

export interface BlockedEvent {
  eventId: string;
  aggregateType: string;
  aggregateId: string;
  eventType: string;
  attempts: number;
  blockedSince: Instant;
  nextAttemptAt?: Instant | null;
  lastError?: { type: string; message: string | null } | null;
}

export interface Outbox {
  counts?: Record<string, number | Instant | null> | null;
  relay?: Record<string, unknown> | null;
  blocked: BlockedEvent[];
}

export interface Check {
  code: string;
  status: "ok" | "warning" | "error";
  title: string;
  detail: string;
  advice?: string | null;
  shard?: string | null;
}

export interface Health {
  checks: Check[];
  horizon: {
    /** A session, or such as a replication slot. */
    type?: string | null;
    pid?: number | null;
    application: string;
    user?: string | null;
    state?: string | null;
    ageMs?: number | null;
    /** How many transactions it holds the horizon back. */
    transactions?: number | null;
    query?: string | null;
    shard?: string | null;
  }[];
  tables: {
    name: string;
    liveTuples: number;
    deadTuples: number;
    bytes: number;
    lastAutovacuum?: Instant | null;
    lastAutoanalyze?: Instant | null;
    shard?: string | null;
  }[];
  notifyQueueUsage: number;
  connections: { used: number; max: number };
}

export interface AuditEntry {
  at: Instant;
  user: string | null;
  action: string;
  target: string;
  detail: string | null;
}
