import type { Attention, Kind, Overview as OverviewData, Status, Throughput } from "../api/types";
import { usePolled } from "../api/usePolled";
import { compact, duration, percent, plural } from "../text/format";
import { outcomes, throughputPath, windowMs } from "../throughput";
import { Charts } from "../ui/Charts";
import { Loaded } from "../ui/Loaded";
import { CountLink, KindLink, Meter, PageHead, Section } from "../ui/parts";
import { Prose } from "../ui/Prose";
import { Sparkline } from "../ui/Sparkline";
import { Table } from "../ui/Table";
import { Since, Time } from "../ui/Time";

const OVERVIEW_MS = 2_000;
const SPARKLINES_MS = 15_000;

export function Overview() {
  const overview = usePolled<OverviewData>("overview", OVERVIEW_MS);
  return (
    <>
      <PageHead title="Overview">
        {overview.data && (
          <p class="hint">
            Counts are sampled, the last time <Time at={overview.data.sampledAt} />.
          </p>
        )}
      </PageHead>
      <Loaded of={overview}>
        {(data) => (
          <>
            <NeedsAttention data={data} />
            <Totals kinds={data.kinds} />
          </>
        )}
      </Loaded>
      <Charts />
      {overview.data && <KindTable kinds={overview.data.kinds} />}
    </>
  );
}

/** The first thing on the page: whether the queue is well. */
function NeedsAttention({ data }: { data: OverviewData }) {
  const all = [...own(data), ...data.attention];
  const sorted = [...all.filter((one) => one.severity === "error"), ...all.filter((one) => one.severity !== "error")];
  if (sorted.length === 0) {
    return (
      <p class="banner good">
        <b>All is well.</b> No used-up tasks, no paused kinds, no dead workers, no late schedules, and the database
        answers.
      </p>
    );
  }
  return (
    <Section title={`Needs attention (${sorted.length})`}>
      <ul class="attention">
        {sorted.map((one) => (
          <li key={`${one.code} ${one.kind ?? ""} ${one.text}`} class={one.severity}>
            <b>{one.severity === "error" ? "Error" : "Warning"}</b>
            <span>
              {one.kind && (
                <>
                  <KindLink kind={one.kind} />:{" "}
                </>
              )}
              <Prose text={one.text} />
            </span>
            {one.link && (
              <a href={one.link} aria-label={`Look into it: ${one.kind ?? ""} ${one.text}`}>
                Look into it
              </a>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the server says of itself, unless its list has it already. */
function own({ database, processing, attention }: OverviewData): Attention[] {
  const mine: Attention[] = [];
  if (!database.up && !attention.some((one) => one.code.startsWith("database"))) {
    mine.push({
      severity: "error",
      code: "database",
      text: database.error ?? "The database does not answer.",
      link: "health",
    });
  }
  if (processing.lastError && !attention.some((one) => one.code.startsWith("processing"))) {
    mine.push({ severity: "warning", code: "processing", text: processing.lastError, link: "health" });
  }
  return mine;
}

function Totals({ kinds }: { kinds: Kind[] }) {
  const total = (status: Status) => kinds.reduce((all, kind) => all + (kind.counts[status] ?? 0), 0);
  const known = kinds.filter((kind) => kind.capacity !== null);
  const capacity = known.reduce((all, kind) => all + (kind.capacity ?? 0), 0);
  const oldest = kinds
    .map((kind) => kind.oldestRunnable)
    .filter((at): at is string => !!at)
    .sort()[0];
  const last = kinds.reduce((all, kind) => all + kind.lastHour.succeeded, 0);
  const failed = kinds.reduce((all, kind) => all + kind.lastHour.failed, 0);
  const tiles: [string, preact.ComponentChildren, preact.ComponentChildren][] = [
    ["Waiting", link("new", total("new")), <>and {link("must_retry", total("must_retry"))} for a retry</>],
    [
      "Running",
      link("running", total("running")),
      known.length > 0 ? `of ${compact(capacity)} workers` : "capacity unknown",
    ],
    ["Oldest runnable", oldest ? <Since at={oldest} /> : "none", "since it could have started"],
    ["Last hour", compact(last), `succeeded; ${compact(failed)} failed attempts`],
    ["No attempts left", link("no_attempts_left", total("no_attempts_left")), "wait for you"],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([term, value, note]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd class="figure">{value}</dd>
          <dd class="hint">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

function link(status: Status, value: number) {
  return <CountLink status={status} value={value} text={compact(value)} />;
}

function KindTable({ kinds }: { kinds: Kind[] }) {
  const throughput = usePolled<Throughput>(throughputPath("hour"), SPARKLINES_MS);
  const counted = (kind: Kind, status: Status) => (
    <CountLink
      kind={kind.name}
      status={status}
      value={kind.counts[status] ?? 0}
      text={compact(kind.counts[status] ?? 0)}
    />
  );
  return (
    <Section title={`Kinds (${kinds.length})`}>
      <Table
        label="Kinds"
        rows={[...kinds].sort((a, b) => troubled(b) - troubled(a) || a.name.localeCompare(b.name))}
        rowKey={(kind) => kind.name}
        empty="No kind is known yet. A kind appears once an application declares a @TaskHandler, or enqueues a task."
        columns={[
          { head: "Kind", names: true, cell: named },
          { head: "New", numeric: true, cell: (kind) => counted(kind, "new") },
          { head: "Must retry", numeric: true, cell: (kind) => counted(kind, "must_retry") },
          { head: "Running of capacity", numeric: true, cell: running },
          { head: "No attempts left", numeric: true, cell: (kind) => counted(kind, "no_attempts_left") },
          { head: "Succeeded", numeric: true, cell: (kind) => counted(kind, "succeeded") },
          { head: "Cancelled", numeric: true, cell: (kind) => counted(kind, "cancelled") },
          { head: "Last hour", cell: (kind) => lastHour(kind, throughput.data) },
          { head: "Failed", numeric: true, cell: (kind) => percent(kind.lastHour.failed, kind.lastHour.attempts) },
          { head: "Mean wait", numeric: true, cell: (kind) => duration(kind.lastHour.waitedMs) },
          { head: "Oldest runnable", numeric: true, cell: (kind) => <Since at={kind.oldestRunnable} /> },
        ]}
      />
    </Section>
  );
}

/** Kinds that need somebody come first. */
function troubled(kind: Kind): number {
  return Number(!!kind.pausedAt || (kind.counts.no_attempts_left ?? 0) > 0);
}

function named(kind: Kind) {
  return (
    <>
      <KindLink kind={kind.name} /> {kind.pausedAt && <span class="status paused">Paused</span>}
    </>
  );
}

function running(kind: Kind) {
  const now = kind.counts.running ?? 0;
  if (kind.capacity === null) {
    return <CountLink kind={kind.name} status="running" value={now} text={compact(now)} />;
  }
  return (
    <span class="metered">
      <span>
        <CountLink kind={kind.name} status="running" value={now} text={compact(now)} /> / {compact(kind.capacity)}
      </span>
      <Meter value={now} of={kind.capacity} label={`${now} of ${kind.capacity} workers busy`} />
    </span>
  );
}

function lastHour(kind: Kind, throughput: Throughput | undefined) {
  const ended = kind.lastHour.succeeded + kind.lastHour.failed;
  return (
    <span class="metered">
      {throughput && (
        <Sparkline
          values={outcomes(throughput, kind.name, windowMs("hour"))}
          label={`${plural(ended, "attempt")} of ${kind.name} ended in the last hour`}
        />
      )}
      <span>{compact(ended)}</span>
    </span>
  );
}
