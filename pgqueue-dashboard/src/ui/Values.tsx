import { duration } from "../text/format";
import { Facts } from "./parts";
import { Time } from "./Time";

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
  if (typeof value === "number" && name.endsWith("Ms")) {
    return duration(value);
  }
  if (typeof value === "string" && INSTANT.test(value)) {
    return <Time at={value} />;
  }
  return typeof value === "object" ? <code>{JSON.stringify(value)}</code> : String(value);
}
