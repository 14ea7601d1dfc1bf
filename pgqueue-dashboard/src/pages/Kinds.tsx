import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { Kind, Overview } from "../api/types";
import { usePolled } from "../api/usePolled";
import { compact, duration } from "../text/format";
import { ActionButton } from "../ui/actions";
import { Loaded } from "../ui/Loaded";
import { KindLink, PageHead } from "../ui/parts";
import { Table } from "../ui/Table";
import { Time } from "../ui/Time";

const KINDS_MS = 3_000;

export function Kinds() {
  const overview = usePolled<Overview>("overview", KINDS_MS);
  const [text, setText] = useState("");
  const matching = (kind: Kind) => kind.name.includes(text.trim().toLowerCase());
  return (
    <>
      <PageHead title="Kinds">
        <label class="search">
          <span class="unseen">Find a kind</span>
          <input
            type="search"
            placeholder="Find a kind"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      </PageHead>
      <Loaded of={overview}>
        {(data) => (
          <Table
            label="Kinds"
            rows={data.kinds.filter(matching).sort((a, b) => a.name.localeCompare(b.name))}
            rowKey={(kind) => kind.name}
            empty={
              text
                ? `No kind’s name contains “${text}”.`
                : "No kind is known yet. A kind appears once an application declares a @TaskHandler, or enqueues a task."
            }
            columns={[
              { head: "Kind", names: true, cell: (kind) => <KindLink kind={kind.name} /> },
              { head: "State", cell: state },
              {
                head: "Waiting",
                numeric: true,
                cell: (kind) => compact((kind.counts.new ?? 0) + (kind.counts.must_retry ?? 0)),
              },
              {
                head: "Running of capacity",
                numeric: true,
                cell: (kind) => `${kind.counts.running ?? 0} / ${kind.capacity ?? "–"}`,
              },
              { head: "Workers an instance", cell: (kind) => overridden(kind.overrides.workerCount) },
              { head: "Retention", cell: (kind) => overridden(kind.overrides.terminalTtlMs, duration) },
              { head: "Actions", cell: (kind) => <PauseButton kind={kind} done={overview.refresh} /> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}

function state(kind: Kind) {
  return kind.pausedAt ? (
    <>
      <span class="status paused">Paused</span> <Time at={kind.pausedAt} />
    </>
  ) : (
    <span class="status succeeded">Open</span>
  );
}

function overridden(value: number | null | undefined, text: (value: number) => string = String) {
  return value === null || value === undefined ? "as declared" : <b>{text(value)}, set here</b>;
}

export function PauseButton({ kind, done }: { kind: Kind; done: () => void }) {
  const action = kind.pausedAt ? "resume" : "pause";
  const act = async () => {
    await post(`kinds/${encodeURIComponent(kind.name)}/${action}`);
    done();
    return kind.pausedAt ? `${kind.name} goes on.` : `${kind.name} is paused: nothing new starts, what runs goes on.`;
  };
  return (
    <ActionButton act={act} label={`${kind.pausedAt ? "Resume" : "Pause"} ${kind.name}`}>
      {kind.pausedAt ? "Resume" : "Pause"}
    </ActionButton>
  );
}
