import type { Worker } from "../api/types";
import { usePolled } from "../api/usePolled";
import { count, plural } from "../text/format";
import { Loaded } from "../ui/Loaded";
import { KindLink, PageHead, Section, TaskLink } from "../ui/parts";
import { Table } from "../ui/Table";
import { Since, Time } from "../ui/Time";

const WORKERS_MS = 3_000;

export function Workers() {
  const workers = usePolled<Worker[]>("workers", WORKERS_MS);
  return (
    <>
      <PageHead title="Workers" />
      <Loaded of={workers}>
        {(all) => (
          <>
            <WorkerTable title="Live" workers={all.filter((worker) => !worker.endedAt)} />
            <Running workers={all} />
            <WorkerTable title="Ended" workers={all.filter((worker) => worker.endedAt)} />
          </>
        )}
      </Loaded>
    </>
  );
}

function WorkerTable({ title, workers }: { title: string; workers: Worker[] }) {
  const live = title === "Live";
  return (
    <Section title={`${title} (${workers.length})`}>
      <Table
        label={`${title} workers`}
        rows={workers}
        rowKey={(worker) => `${worker.shard ?? ""} ${worker.id}`}
        empty={
          live
            ? "No worker is alive: tasks wait. Start an application with pgqueue.processing.enabled=true and a @TaskHandler."
            : "None ended lately."
        }
        columns={[
          { head: "Worker", names: true, cell: (worker) => <span class="name">{onShard(worker)}</span> },
          { head: "State", cell: (worker) => <State worker={worker} /> },
          { head: "Version", cell: (worker) => worker.version ?? "–" },
          { head: "Started", cell: (worker) => <Time at={worker.startedAt} /> },
          { head: "Last beat", cell: (worker) => <Time at={worker.lastBeatAt} /> },
          {
            head: "Runs",
            numeric: true,
            cell: (worker) => plural(Math.max(worker.running.length, worker.runningCount ?? 0), "task"),
          },
          { head: "Capacity", numeric: true, cell: capacity },
        ]}
      />
    </Section>
  );
}

/** How many tasks it runs at once; the tip says of which kinds. */
function capacity(worker: Worker) {
  if (!worker.workerCounts) {
    return "–";
  }
  const counts = Object.entries(worker.workerCounts);
  return (
    <span title={counts.map(([kind, count]) => `${kind}: ${count}`).join("\n")}>
      {counts.reduce((sum, [, count]) => sum + count, 0)}
    </span>
  );
}

function onShard(worker: Worker): string {
  return worker.shard ? `${worker.shard}: ${worker.name}` : worker.name;
}

function State({ worker }: { worker: Worker }) {
  if (worker.endedAt) {
    return (
      <>
        <span class={worker.endedAs === "dead" ? "status no_attempts_left" : "status cancelled"}>
          {worker.endedAs ?? "ended"}
        </span>{" "}
        <Time at={worker.endedAt} />
      </>
    );
  }
  return worker.silent ? <span class="status paused">Silent</span> : <span class="status succeeded">Alive</span>;
}

/** What each runs right now, the longest first. */
function Running({ workers }: { workers: Worker[] }) {
  const rows = workers
    .flatMap((worker) => worker.running.map((task) => ({ ...task, worker: onShard(worker) })))
    .sort((a, b) => Date.parse(a.startedAt ?? "") - Date.parse(b.startedAt ?? ""));
  const cut = workers.some((worker) => worker.runningCut);
  return (
    <Section title={`Running now (${cut ? "the first " : ""}${count(rows.length)})`}>
      {cut && <p class="hint">More tasks run than are listed here. How many each worker runs is said above.</p>}
      <Table
        label="Running tasks"
        rows={rows}
        rowKey={(row) => row.taskId}
        empty="Nothing runs right now."
        columns={[
          { head: "Task", names: true, cell: (row) => <TaskLink id={row.taskId} /> },
          { head: "Kind", cell: (row) => <KindLink kind={row.kind} /> },
          { head: "Attempt", numeric: true, cell: (row) => row.attempt },
          { head: "Running for", numeric: true, cell: (row) => <Since at={row.startedAt} /> },
          { head: "On", cell: (row) => <span class="name">{row.worker}</span> },
        ]}
      />
    </Section>
  );
}
