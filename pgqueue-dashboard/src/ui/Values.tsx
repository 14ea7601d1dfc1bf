import { duration } from "../text/format";
import { Facts } from "./parts";
import { Time } from "./Time";

/** Names of durations, which are milliseconds. */
const DURATION = /(Ms|Timeout|Ttl|Interval|Delay|Linger)$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Names and values as the server gives them: times and durations as elsewhere, the rest as text. */
export function Values({ of }: { of: Record<string, unknown> }) {
  return <Facts facts={Object.entries(of).map(([name, value]) => [words(name), shown(name, value)])} />;
}

/** `workerCount` as `Worker count`; `leaseMs` as `Lease`. */
export function words(name: string): string {
  const spaced = name
    .replace(/Ms$/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function shown(name: string, value: unknown) {
  if (value === null || value === undefined) {
    return "–";
  }
  if (typeof value === "number" && DURATION.test(name)) {
    return duration(value);
  }
  if (typeof value === "string" && INSTANT.test(value)) {
    return <Time at={value} />;
  }
  if (typeof value === "boolean") {
    return value ? "yes" : "no";
  }
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
    return value.length === 0 ? "none" : value.join(", ");
  }
  return typeof value === "object" ? <code>{JSON.stringify(value)}</code> : String(value);
}
