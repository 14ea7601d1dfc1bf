import type { IncomingMessage, ServerResponse } from "node:http";
import { tasks, throughput, ago } from "./data.ts";
import { health, kind, outbox, overview, schedules, workers } from "./pages.ts";
import type { Task } from "../src/api/types.ts";

/**
 * What a check may set: whether one may operate, whether the server is gone, whether there is anything at all, and with what
 * it refuses changes and counts.
 */
export const mood = { readOnly: false, down: false, empty: false, refuses: "" };

const paused = new Set<string>(["newsletter"]);
const pausedSchedules = new Set<string>();
const overrides = new Map<string, Record<string, unknown>>();
const goneEvents = new Set<string>();
const audit: { at: string; user: string; action: string; target: string; detail: string }[] = [
  { at: ago(3_600_000), user: "grace", action: "pause", target: "kind newsletter", detail: "" },
];
let all: Task[] = tasks();
/** What was asked, for checks that count. */
export const asked: string[] = [];

/** Back to the beginning. */
export function reset(): void {
  all = tasks();
  Object.assign(mood, { readOnly: false, down: false, empty: false, refuses: "" });
  goneEvents.clear();
  pausedSchedules.clear();
  overrides.clear();
}

class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Answers `path`, which is what follows `api/`. */
export async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(path, "http://mock/");
  const parts = url.pathname.slice(1).split("/").map(decodeURIComponent);
  asked.push(`${request.method} ${path}`);
  try {
    if (mood.down) {
      throw new Failure(503, "The database does not answer.");
    }
    const body = request.method === "GET" ? undefined : await json(request);
    if (body !== undefined && request.headers["x-pgqueue-dashboard"] !== "1") {
      throw new Failure(403, "The header X-PgQueue-Dashboard is missing.");
    }
    if (body !== undefined && mood.readOnly) {
      throw new Failure(403, "You may look, but not change anything.");
    }
    if (mood.refuses && (body !== undefined || path.startsWith("tasks/count"))) {
      throw new Failure(429, mood.refuses);
    }
    send(
      response,
      200,
      body === undefined ? read(parts, url.searchParams) : write(parts, body as Record<string, unknown>),
    );
  } catch (failure) {
    const known = failure instanceof Failure;
    send(response, known ? failure.status : 500, { error: (failure as Error).message });
  }
}

function read(parts: string[], query: URLSearchParams): unknown {
  switch (parts.join("/")) {
    case "me":
      return me();
    case "overview":
      return mood.empty ? { ...overview(), kinds: [], attention: [] } : overview();
    case "throughput":
      return throughput(
        query.get("window") === "P1D" ? 86_400_000 : 3_600_000,
        query.get("bucket") === "PT15M" ? 900_000 : 60_000,
        query.get("kind"),
      );
    case "tasks":
      return page(query);
    case "tasks/count":
      return counted(query);
    case "workers":
      return mood.empty ? [] : workers();
    case "schedules":
      return mood.empty ? [] : schedules(pausedSchedules);
    case "outbox":
      return mood.empty ? { blocked: [] } : outbox(goneEvents);
    case "health":
      return health();
    case "audit":
      return mood.empty ? [] : audit;
  }
  const one =
    parts[0] === "tasks"
      ? all.find((task) => task.id === parts[1])
      : parts[0] === "kinds"
        ? kind(parts[1]!, paused, overrides)
        : undefined;
  if (!one) {
    throw new Failure(404, `There is no ${parts.join(" ")}. It may have been deleted after its retention.`);
  }
  return one;
}

function me() {
  return {
    user: "ada",
    mayOperate: !mood.readOnly,
    csrf: { header: "X-CSRF-TOKEN", token: "t-1" },
    readOnlyReason: mood.readOnly ? "You lack the authority pgqueue:operate." : null,
    version: "1.0.0",
    application: "sample-shop",
    shards: [],
    masked: true,
  };
}

function found(query: URLSearchParams): Task[] {
  const one = (name: string) => query.get(name);
  return (mood.empty ? [] : all).filter(
    (task) =>
      (query.getAll("kind").length === 0 || query.getAll("kind").includes(task.kind)) &&
      (query.getAll("status").length === 0 || query.getAll("status").includes(task.status)) &&
      (!one("key") || task.key === one("key")) &&
      (!one("keyPrefix") || task.key?.startsWith(one("keyPrefix")!)) &&
      (!one("id") || task.id === one("id")) &&
      (!one("from") || task.createdAt >= one("from")!) &&
      (!one("to") || task.createdAt < one("to")!) &&
      (!one("errorText") || task.lastError?.message?.includes(one("errorText")!)),
  );
}

const CHANGEABLE: Record<string, string[]> = {
  retry: ["no_attempts_left"],
  cancel: ["new", "must_retry", "running", "no_attempts_left"],
  "run-now": ["new", "must_retry"],
  delete: ["new", "must_retry", "succeeded", "cancelled", "no_attempts_left"],
};

function changeable(query: URLSearchParams, action: string): Task[] {
  return found(query).filter((task) => CHANGEABLE[action]!.includes(task.status));
}

function counted(query: URLSearchParams) {
  const action = query.get("action");
  return { count: (action ? changeable(query, action) : found(query)).length, exact: true };
}

/** A search by error text or payload takes long: it is cut short once. */
function page(query: URLSearchParams) {
  const limit = Number(query.get("limit") ?? 50);
  const start = Number(query.get("cursor") ?? 0);
  const matching = found(query);
  const slow = query.has("errorText") || query.has("payload");
  if (slow && start === 0) {
    return {
      tasks: matching.slice(0, 3),
      next: "3",
      complete: false,
      searchedBackTo: ago(5_400_000),
      live: false,
      askedAt: ago(0),
    };
  }
  const end = start + limit;
  return {
    tasks: matching.slice(start, end),
    next: end < matching.length ? String(end) : null,
    complete: true,
    live: !slow,
    askedAt: ago(0),
  };
}

function write(parts: string[], body: Record<string, unknown>): unknown {
  const [what, name, action] = parts as [string, string, string];
  audit.unshift({
    at: new Date().toISOString(),
    user: "ada",
    action: action ?? name,
    target: `${what} ${name}`,
    detail: JSON.stringify(body),
  });
  if (what === "tasks" && name === "bulk") {
    return bulk(body);
  }
  if (what === "tasks") {
    return change(name, action, body);
  }
  if (what === "kinds") {
    return changeKind(name, action, body);
  }
  if (what === "schedules") {
    pausedSchedules[action === "pause" ? "add" : "delete"](name);
  }
  if (what === "outbox") {
    goneEvents.add(name);
  }
  return { changed: true };
}

function change(id: string, action: string, body: Record<string, unknown>) {
  const task = all.find((one) => one.id === id);
  if (!task) {
    throw new Failure(404, `There is no task ${id}.`);
  }
  if (action === "enqueue-again") {
    const copy: Task = {
      ...task,
      id: `9${id}`,
      status: "new",
      errors: [],
      attempt: 0,
      payload: (body.payload as string | undefined) ?? task.payload,
    };
    all = [copy, ...all];
    return { changed: true, id: copy.id };
  }
  if (action === "delete") {
    all = all.filter((one) => one.id !== id);
  }
  task.status = action === "cancel" ? "cancelled" : action === "retry" ? "must_retry" : task.status;
  return { changed: true };
}

function changeKind(name: string, action: string, body: Record<string, unknown>) {
  if (action === "pause" || action === "resume") {
    paused[action === "pause" ? "add" : "delete"](name);
  } else {
    const value =
      action === "limits"
        ? { limits: body.limits }
        : action === "worker-count"
          ? { workerCount: body.workerCount }
          : { terminalTtlMs: body.ms };
    overrides.set(name, { ...overrides.get(name), ...value });
  }
  return { changed: true };
}

/** Ten tasks at a time, so that there is progress to see. */
function bulk(body: Record<string, unknown>) {
  const start = Number(body.cursor ?? 0);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(body.filter as Record<string, string | string[]>)) {
    for (const each of [value].flat()) {
      query.append(name, each);
    }
  }
  const size = changeable(query, body.action as string).length;
  const end = Math.min(size, start + 10);
  return { changed: end - start, next: end < size ? String(end) : null };
}

async function json(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
  }
  return JSON.parse(text || "{}");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}
