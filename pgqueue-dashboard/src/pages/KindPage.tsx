import { useState } from "preact/hooks";
import { STATUSES, type KindDetail } from "../api/types";
import { usePolled } from "../api/usePolled";
import { address } from "../router";
import { compact, duration, statusName } from "../text/format";
import { OpenButton } from "../ui/actions";
import { Charts } from "../ui/Charts";
import { LimitsDialog, limitFacts, RetentionDialog, WorkerCountDialog } from "../ui/KindDialogs";
import { Loaded } from "../ui/Loaded";
import { CountLink, Facts, PageHead, Section } from "../ui/parts";
import { Since } from "../ui/Time";
import { Values } from "../ui/Values";
import { PauseButton } from "./Kinds";

const KIND_MS = 3_000;

type Open = "workers" | "retention" | "limits" | null;

export function KindPage({ kind: name }: { kind: string }) {
  const read = usePolled<KindDetail>(`kinds/${encodeURIComponent(name)}`, KIND_MS);
  const [open, setOpen] = useState<Open>(null);
  const kind = read.data;
  const dialog = { close: () => setOpen(null), done: read.refresh };
  return (
    <>
      <PageHead
        title={name}
        actions={
          kind && (
            <>
              <PauseButton kind={kind} done={read.refresh} />
              <OpenButton open={() => setOpen("workers")}>Worker count…</OpenButton>
              <OpenButton open={() => setOpen("limits")}>Limits…</OpenButton>
              <OpenButton open={() => setOpen("retention")}>Retention…</OpenButton>
              <a class="button" href={address("tasks", { kind: name })}>
                Tasks
              </a>
            </>
          )
        }
      >
        {kind?.pausedAt && <span class="status paused">Paused</span>}
      </PageHead>
      <Loaded of={read}>{(loaded) => <Parts kind={loaded} />}</Loaded>
      <Charts kind={name} />
      {kind && <Details kind={kind} />}
      {kind && open === "workers" && <WorkerCountDialog kind={kind} {...dialog} />}
      {kind && open === "retention" && <RetentionDialog kind={kind} {...dialog} />}
      {kind && open === "limits" && <LimitsDialog kind={kind} {...dialog} />}
    </>
  );
}

function Parts({ kind }: { kind: KindDetail }) {
  const counts = STATUSES.map((status): [string, preact.ComponentChildren] => [
    statusName(status),
    <CountLink
      kind={kind.name}
      status={status}
      value={kind.counts[status] ?? 0}
      text={compact(kind.counts[status] ?? 0)}
    />,
  ]);
  return (
    <Facts
      facts={[
        ...counts,
        ["Capacity", kind.capacity === null ? "unknown" : `${compact(kind.capacity)} workers on all instances`],
        ["Workers an instance", set(kind.overrides.workerCount, String)],
        ["Retention", set(kind.overrides.terminalTtlMs, duration)],
        ["Oldest runnable", kind.oldestRunnable ? <Since at={kind.oldestRunnable} /> : "none"],
        ["Paused", kind.pausedAt && <Since at={kind.pausedAt} />],
        ["Mean wait, last hour", duration(kind.lastHour.waitedMs)],
        ["Mean run, last hour", duration(kind.lastHour.ranMs)],
      ]}
    />
  );
}

function set(value: number | null | undefined, text: (value: number) => string): string {
  return value === null || value === undefined ? "as declared" : `${text(value)}, set here`;
}

function Details({ kind }: { kind: KindDetail }) {
  return (
    <>
      <div class="columns">
        <Section title={kind.overrides.limits ? "Limits in force, set here" : "Limits in force"}>
          <Facts facts={limitFacts(kind.limits)} />
        </Section>
        <Section title="Options">
          {kind.options ? (
            <Values of={kind.options} />
          ) : (
            <p class="empty">No instance of this application handles the kind.</p>
          )}
        </Section>
      </div>
      <Section title="Instances">
        {kind.instances?.some((instance) => instance.running === undefined) && (
          <p class="hint">So many tasks run that those of each instance are not counted by kind.</p>
        )}
        {kind.instances && kind.instances.length > 0 ? (
          kind.instances.map((instance, at) => <Values key={at} of={instance} />)
        ) : (
          <p class="empty">
            No live instance handles the kind: its tasks wait. Start an application that has a @TaskHandler for it.
          </p>
        )}
      </Section>
    </>
  );
}
