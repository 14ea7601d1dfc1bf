import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { KindDetail, Limits } from "../api/types";
import { duration } from "../text/format";
import { Ask } from "./Dialog";

interface DialogProps {
  kind: KindDetail;
  close: () => void;
  done: () => void;
}

const HOUR_MS = 3_600_000;

function sender({ kind, done }: DialogProps, action: string, body: unknown, said: string) {
  return async () => {
    await post(`kinds/${encodeURIComponent(kind.name)}/${action}`, body);
    done();
    return said;
  };
}

/** A number, or empty for what the application declares. */
function NumberField(props: {
  label: string;
  value: string;
  set: (value: string) => void;
  min?: number;
  max?: number;
  step?: string;
}) {
  return (
    <label>
      {props.label}
      <input
        type="number"
        min={props.min ?? 1}
        max={props.max ?? 1_000_000}
        step={props.step ?? "1"}
        value={props.value}
        onInput={(event) => props.set(event.currentTarget.value)}
      />
    </label>
  );
}

export function WorkerCountDialog(props: DialogProps) {
  const [value, setValue] = useState(text(props.kind.overrides.workerCount));
  const workerCount = number(value);
  const said =
    workerCount === null ? "Back to the declared worker count." : `Each instance runs up to ${workerCount} at once.`;
  return (
    <Ask
      title={`Worker count of ${props.kind.name}`}
      verb="Set"
      close={props.close}
      act={sender(props, "worker-count", { workerCount }, said)}
    >
      <p>
        How many each instance runs at once. All instances follow within two seconds. Empty: as the application
        declares.
      </p>
      <NumberField label="Workers an instance" value={value} set={setValue} min={0} max={10_000} />
    </Ask>
  );
}

export function RetentionDialog(props: DialogProps) {
  const before = props.kind.overrides.terminalTtlMs;
  const [value, setValue] = useState(text(before === null || before === undefined ? null : before / HOUR_MS));
  const hours = number(value);
  const ms = hours === null ? null : Math.round(hours * HOUR_MS);
  const said = ms === null ? "Back to the declared retention." : `Closed tasks are kept for ${duration(ms)}.`;
  return (
    <Ask
      title={`Retention of ${props.kind.name}`}
      verb="Set"
      close={props.close}
      act={sender(props, "terminal-ttl", { ms }, said)}
    >
      <p>How long closed tasks are kept before they are deleted. Empty: as the application declares.</p>
      <NumberField label="Hours" value={value} set={setValue} min={0} step="any" />
    </Ask>
  );
}

const FIELDS: [keyof Limits, string][] = [
  ["maxRunning", "Most that run at once"],
  ["maxStarted", "Most that start in a period"],
  ["periodMs", "… of so many milliseconds"],
  ["maxRunningPerPartition", "Most of a partition that run at once"],
  ["maxStartedPerPartition", "Most of a partition that start in a period"],
  ["periodPerPartitionMs", "… of so many milliseconds (partition)"],
];

export function LimitsDialog(props: DialogProps) {
  const [draft, setDraft] = useState<Limits>(props.kind.limits ?? {});
  const [declared, setDeclared] = useState(false);
  const limits = declared
    ? null
    : Object.fromEntries(Object.entries(draft).filter(([, value]) => typeof value === "number"));
  const said = declared ? "Back to the declared limits." : "The limits hold from the next claim on.";
  return (
    <Ask
      title={`Limits of ${props.kind.name}`}
      verb="Set"
      close={props.close}
      act={sender(props, "limits", { limits }, said)}
      invalid={declared ? undefined : wrong(draft)}
    >
      <p>They hold for all instances together. An empty field is no limit.</p>
      <label class="check">
        <input type="checkbox" checked={declared} onChange={(event) => setDeclared(event.currentTarget.checked)} />
        Go back to what the application declares
      </label>
      {!declared &&
        FIELDS.map(([name, label]) => (
          <NumberField
            key={name}
            label={label}
            value={text(draft[name])}
            set={(value) => setDraft({ ...draft, [name]: number(value) })}
            max={name.endsWith("Ms") ? 31_536_000_000 : 1_000_000}
          />
        ))}
    </Ask>
  );
}

function wrong(limits: Limits): string | undefined {
  const half = (most: unknown, period: unknown) => (typeof most === "number") !== (typeof period === "number");
  return half(limits.maxStarted, limits.periodMs) || half(limits.maxStartedPerPartition, limits.periodPerPartitionMs)
    ? "A limit on starts needs its period, and a period its limit."
    : undefined;
}

export function limitFacts(limits: Limits | null | undefined): [string, string][] {
  const facts: [string, string][] = [
    ["Run at once", atMost(limits?.maxRunning)],
    ["Start", atMost(limits?.maxStarted, limits?.periodMs)],
    ["Run at once, a partition", atMost(limits?.maxRunningPerPartition)],
    ["Start, a partition", atMost(limits?.maxStartedPerPartition, limits?.periodPerPartitionMs)],
  ];
  return facts;
}

function atMost(most: number | null | undefined, periodMs?: number | null): string {
  if (most === null || most === undefined) {
    return "no limit";
  }
  return periodMs ? `at most ${most} in ${duration(periodMs)}` : `at most ${most}`;
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function number(value: string): number | null {
  return value.trim() === "" ? null : Number(value);
}
