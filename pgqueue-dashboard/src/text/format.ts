import type { Status } from "../api/types";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1.2 s`, `3 min 5 s`, `2 d 4 h`: two units at most. Milliseconds in; a dash for none. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) {
    return "–";
  }
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  if (size < 10) {
    return `${sign}${trimmed(size, size < 1 ? 2 : 1)} ms`;
  }
  if (Math.round(size) < SECOND) {
    return `${sign}${Math.round(size)} ms`;
  }
  if (size < MINUTE - 50) {
    return `${sign}${trimmed(size / SECOND, 1)} s`;
  }
  return sign + twoUnits(Math.round(size / SECOND) * SECOND);
}

function twoUnits(ms: number): string {
  if (ms < HOUR) {
    return pair(ms, MINUTE, "min", SECOND, "s");
  }
  return ms < DAY ? pair(ms, HOUR, "h", MINUTE, "min") : pair(ms, DAY, "d", HOUR, "h");
}

function pair(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / big);
  const rest = Math.floor((ms % big) / small);
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** `just now`, `12 s ago`, `in 3 min`: one unit, rounded down. */
export function relative(at: string, now: number): string {
  const ms = now - Date.parse(at);
  const size = Math.abs(ms);
  if (size < 1_500) {
    return "just now";
  }
  const text = oneUnit(size);
  return ms > 0 ? `${text} ago` : `in ${text}`;
}

function oneUnit(ms: number): string {
  if (ms < MINUTE) {
    return `${Math.floor(ms / SECOND)} s`;
  }
  if (ms < HOUR) {
    return `${Math.floor(ms / MINUTE)} min`;
  }
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
}

/** Date and time to the millisecond in the reader's zone, which is named. */
export function exact(at: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "short",
    ...(timeZone ? { timeZone } : {}),
  });
  return format.format(new Date(at));
}

/** The same without the milliseconds, for sentences. */
export function toTheSecond(at: string, timeZone?: string): string {
  return exact(at, timeZone).replace(/\.\d{3}/, "");
}

/** `14:05:09` in the reader's zone. */
export function clock(at: string | number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    new Date(at),
  );
}

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `12,345`. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : WHOLE.format(value);
}

/** `12,345`, and `1.2M` beyond a hundred thousand. */
export function compact(value: number): string {
  return Math.abs(value) < 100_000 ? WHOLE.format(value) : COMPACT.format(value);
}

export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${trimmed(size, size < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** `3 %`; one digit below ten, and never 0 % for what is more than none. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) {
    return "–";
  }
  const value = (100 * part) / whole;
  if (value > 0 && value < 0.1) {
    return "< 0.1 %";
  }
  return `${trimmed(value, value < 10 ? 1 : 0)} %`;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

const STATUS_NAMES: Record<Status, string> = {
  new: "New",
  must_retry: "Must retry",
  running: "Running",
  succeeded: "Succeeded",
  cancelled: "Cancelled",
  no_attempts_left: "No attempts left",
};

export function statusName(status: Status): string {
  return STATUS_NAMES[status] ?? status;
}

/** The last part of a class name. */
export function shortType(type: string): string {
  return type.slice(Math.max(type.lastIndexOf("."), type.lastIndexOf("$")) + 1) || type;
}
