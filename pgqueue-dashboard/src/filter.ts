import { STATUSES, type Status } from "./api/types";

/** Which tasks the reader means: the same names in the page's address, in the API's query, and in a bulk action. */
export interface TaskFilter {
  kind: string[];
  status: Status[];
  key?: string;
  keyPrefix?: string;
  orderingKey?: string;
  partitionKey?: string;
  group?: string;
  id?: string;
  from?: string;
  to?: string;
  finishedFrom?: string;
  finishedTo?: string;
  errorType?: string;
  errorText?: string;
  payload?: string;
}

export const SINGLE_FIELDS = [
  "key",
  "keyPrefix",
  "orderingKey",
  "partitionKey",
  "group",
  "id",
  "from",
  "to",
  "finishedFrom",
  "finishedTo",
  "errorType",
  "errorText",
  "payload",
] as const;
export type SingleField = (typeof SINGLE_FIELDS)[number];

/** Takes what it knows from an address and leaves the rest. */
export function fromQuery(query: URLSearchParams): TaskFilter {
  const filter: TaskFilter = {
    kind: unique(query.getAll("kind").filter((kind) => kind !== "")),
    status: STATUSES.filter((status) => query.getAll("status").includes(status)),
  };
  for (const field of SINGLE_FIELDS) {
    const value = query.get(field)?.trim();
    if (value) {
      filter[field] = value;
    }
  }
  return filter;
}

/** The other way round; the same filter always gives the same address. */
export function toQuery(filter: TaskFilter): URLSearchParams {
  const query = new URLSearchParams();
  for (const kind of unique(filter.kind)) {
    query.append("kind", kind);
  }
  for (const status of STATUSES) {
    if (filter.status.includes(status)) {
      query.append("status", status);
    }
  }
  for (const field of SINGLE_FIELDS) {
    const value = filter[field]?.trim();
    if (value) {
      query.set(field, value);
    }
  }
  return query;
}

/** What a bulk action sends: only what was set. */
export function toBody(filter: TaskFilter): Record<string, string | string[]> {
  const body: Record<string, string | string[]> = {};
  const query = toQuery(filter);
  for (const name of new Set(query.keys())) {
    body[name] = name === "kind" || name === "status" ? query.getAll(name) : query.get(name)!;
  }
  return body;
}

export function isEmpty(filter: TaskFilter): boolean {
  return toQuery(filter).size === 0;
}

/** The filter in words, for the dialog that asks before it changes everything that matches. */
export function inWords(filter: TaskFilter): string {
  const parts = [...new Set(toQuery(filter).keys())].map(
    (name) => `${LABELS[name]}: ${toQuery(filter).getAll(name).join(", ")}`,
  );
  return parts.length === 0 ? "all tasks of all kinds" : parts.join("; ");
}

export const LABELS: Record<string, string> = {
  kind: "Kind",
  status: "Status",
  key: "External key",
  keyPrefix: "Key begins with",
  orderingKey: "Ordering key",
  partitionKey: "Partition key",
  group: "Group id",
  id: "Task id",
  from: "Created from",
  to: "Created before",
  finishedFrom: "Closed from",
  finishedTo: "Closed before",
  errorType: "Error class",
  errorText: "Error text",
  payload: "Payload contains",
};

/**
 * What the payload must contain, as JSON. A person may write `order.id = 42` for `{"order":{"id":42}}`; a value that is no
 * JSON is a text.
 *
 * @returns undefined for what is neither
 */
export function payloadCondition(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[[{"]/.test(trimmed)) {
    return valid(trimmed) ? trimmed : undefined;
  }
  const parts = /^([\w$-]+(?:\.[\w$-]+)*)\s*[=:]\s*(.+)$/s.exec(trimmed);
  if (!parts) {
    return undefined;
  }
  const value = parts[2]!.trim();
  const json = valid(value) ? value : JSON.stringify(value);
  return parts[1]!.split(".").reduceRight((inner, name) => `{${JSON.stringify(name)}:${inner}}`, json);
}

function valid(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/** An instant as `<input type="datetime-local">` wants it, in the reader's zone. */
export function toLocalInput(instant: string | undefined): string {
  if (!instant || Number.isNaN(Date.parse(instant))) {
    return "";
  }
  const at = new Date(instant);
  const two = (n: number) => String(n).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** And back. */
export function fromLocalInput(value: string): string | undefined {
  const at = new Date(value);
  return value === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
