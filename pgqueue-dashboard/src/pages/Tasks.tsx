import { useState } from "preact/hooks";
import { get } from "../api/client";
import type { Kind, TaskPage as Page, TaskRow } from "../api/types";
import { usePolled } from "../api/usePolled";
import { fromQuery, isEmpty, type TaskFilter, toQuery } from "../filter";
import { address, go, usePlace } from "../router";
import { shortType } from "../text/format";
import { perform } from "../ui/actions";
import { Bulk } from "../ui/Bulk";
import { FilterForm } from "../ui/FilterForm";
import { Loaded } from "../ui/Loaded";
import { KindLink, PageHead, StatusMark, TaskLink } from "../ui/parts";
import { Table } from "../ui/Table";
import { Time } from "../ui/Time";

const TASKS_MS = 3_000;
const KINDS_MS = 60_000;
const PAGE = "50";

export function Tasks() {
  const { query } = usePlace();
  const filter = fromQuery(query);
  const cursor = query.get("cursor");
  const kinds = usePolled<{ kinds: Kind[] }>("overview", KINDS_MS);
  const names = (kinds.data?.kinds ?? []).map((kind) => kind.name).sort();
  return (
    <>
      <PageHead title="Tasks" />
      <FilterForm filter={filter} kinds={names} apply={(next) => go(address("tasks", toQuery(next)))} />
      <Results key={`${toQuery(filter)} ${cursor}`} filter={filter} cursor={cursor} />
    </>
  );
}

/** A first page follows by itself, unless it costs a search: that is asked again only when told. */
function Results({ filter, cursor }: { filter: TaskFilter; cursor: string | null }) {
  const query = toQuery(filter);
  query.set("limit", PAGE);
  const page = usePolled<Page>(address("tasks", withCursor(query, cursor)), (answer) =>
    follows(answer, cursor) ? TASKS_MS : 0,
  );
  const [more, setMore] = useState<Page[]>([]);
  const again = () => {
    setMore([]);
    page.refresh();
  };
  return (
    <>
      <Bulk filter={filter} done={again} />
      <Loaded of={page}>
        {(first) => (
          <Found
            pages={[first, ...more]}
            filter={filter}
            cursor={cursor}
            add={(next) => setMore([...more, next])}
            again={again}
          />
        )}
      </Loaded>
    </>
  );
}

function follows(page: Page, cursor: string | null): boolean {
  return page.live && cursor === null;
}

function withCursor(query: URLSearchParams, cursor: string | null): URLSearchParams {
  const next = new URLSearchParams(query);
  if (cursor) {
    next.set("cursor", cursor);
  }
  return next;
}

interface FoundProps {
  pages: Page[];
  filter: TaskFilter;
  cursor: string | null;
  add: (page: Page) => void;
  again: () => void;
}

function Found({ pages, filter, cursor, add, again }: FoundProps) {
  const last = pages[pages.length - 1]!;
  const tasks = pages.flatMap((page) => page.tasks);
  return (
    <>
      <Table
        label="Tasks"
        rows={tasks}
        rowKey={(task) => task.id}
        columns={COLUMNS}
        empty={<NoTasks filter={filter} last={last} />}
      />
      {!last.complete && <CutShort last={last} filter={filter} found={tasks.length} add={add} />}
      <nav class="pager" aria-label="Pages of tasks">
        {cursor && <a href={address("tasks", toQuery(filter))}>First page</a>}
        {last.complete && last.next && <a href={address("tasks", withCursor(toQuery(filter), last.next))}>Next page</a>}
        {!follows(pages[0]!, cursor) && (
          <button type="button" onClick={again}>
            Read again
          </button>
        )}
      </nav>
      {!pages[0]!.live && (
        <p class="hint">
          Searched <Time at={pages[0]!.askedAt} />. A search that takes long is not repeated by itself, and all who ask
          the same get one answer for ten times as long as it took.
        </p>
      )}
    </>
  );
}

/** A search that no index serves ends after two seconds; the reader says whether it goes on. */
function CutShort({
  last,
  filter,
  found,
  add,
}: {
  last: Page;
  filter: TaskFilter;
  found: number;
  add: FoundProps["add"];
}) {
  const [busy, setBusy] = useState(false);
  const goOn = async () => {
    setBusy(true);
    const query = toQuery(filter);
    query.set("limit", PAGE);
    await perform(async () => {
      const page = await get<Page>(address("tasks", withCursor(query, last.next)));
      add(page);
      return `${page.tasks.length} more found.`;
    });
    setBusy(false);
  };
  return (
    <div class="banner" role="status">
      <p>
        <b>The search was cut short</b> after two seconds: no index serves this filter. It came back to{" "}
        {last.searchedBackTo ? <Time at={last.searchedBackTo} /> : "an unknown time"} and has found {found} so far. A
        kind, a status or a time of closing makes it faster.
      </p>
      {last.next && (
        <button type="button" class="primary" disabled={busy} aria-busy={busy} onClick={goOn}>
          {busy ? "Searching…" : "Go on searching"}
        </button>
      )}
    </div>
  );
}

function NoTasks({ filter, last }: { filter: TaskFilter; last: Page }) {
  if (!last.complete) {
    return <p>Nothing found yet.</p>;
  }
  return isEmpty(filter) ? (
    <p>There are no tasks. They appear here once the application enqueues some.</p>
  ) : (
    <p>
      No task matches. Take a condition away, or <a href="tasks">show all tasks</a>. Closed tasks are deleted after
      their kind’s retention.
    </p>
  );
}

const COLUMNS = [
  { head: "Task", names: true, cell: (task: TaskRow) => <TaskLink id={task.id} /> },
  { head: "Kind", cell: (task: TaskRow) => <KindLink kind={task.kind} /> },
  { head: "Status", cell: status },
  { head: "Key", cell: (task: TaskRow) => (task.key ? <span class="cut mono">{task.key}</span> : "–") },
  { head: "Attempt", numeric: true, cell: (task: TaskRow) => `${task.attempt} / ${task.maxAttempts}` },
  { head: "Created", cell: (task: TaskRow) => <Time at={task.createdAt} /> },
  { head: "When", cell: when },
  { head: "Last error", cell: lastError },
];

function status(task: TaskRow) {
  return (
    <>
      <StatusMark status={task.status} /> {task.parked && <span class="status paused">Parked</span>}
    </>
  );
}

function when(task: TaskRow) {
  if (task.finishedAt) {
    return (
      <>
        closed <Time at={task.finishedAt} />
      </>
    );
  }
  if (task.status === "running") {
    return (
      <>
        started <Time at={task.startedAt} />
      </>
    );
  }
  return (
    <>
      due <Time at={task.availableAt} />
    </>
  );
}

function lastError(task: TaskRow) {
  if (!task.lastError) {
    return "–";
  }
  const text = `${shortType(task.lastError.type)}: ${task.lastError.message ?? ""}`;
  return (
    <span class="cut" title={text}>
      {text}
    </span>
  );
}
