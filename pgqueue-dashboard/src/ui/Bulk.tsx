import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api/client";
import type { TaskCount } from "../api/types";
import { type BulkAction, changeAll } from "../bulk";
import { inWords, isEmpty, type TaskFilter, toQuery } from "../filter";
import { address } from "../router";
import { count, plural } from "../text/format";
import { OpenButton } from "./actions";
import { Alert, Dialog } from "./Dialog";
import { AttemptsField, ReasonField } from "./fields";
import { say } from "./notices";

const ACTIONS: Record<BulkAction, { verb: string; done: string; note: string }> = {
  retry: {
    verb: "Retry",
    done: "retried",
    note: "Tasks without attempts left get further ones and can run at once. Others stay as they are.",
  },
  cancel: {
    verb: "Cancel",
    done: "cancelled",
    note: "Tasks that wait or have no attempts left are cancelled; running ones are asked to stop. Others stay as they are.",
  },
  "run-now": {
    verb: "Run now",
    done: "made available",
    note: "Waiting tasks can run at once. Others stay as they are.",
  },
  delete: {
    verb: "Delete",
    done: "deleted",
    note: "Tasks go with their keys, errors and logs. Running ones stay. This cannot be undone.",
  },
};

/** Buttons that change everything that the filter matches, after a dialog with a count. */
export function Bulk({ filter, done }: { filter: TaskFilter; done: () => void }) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const close = () => {
    setAction(null);
    done();
  };
  return (
    <div class="bulk" role="group" aria-label="Everything that matches">
      <span>Everything that matches:</span>
      {(Object.keys(ACTIONS) as BulkAction[]).map((name) => (
        <OpenButton key={name} open={() => setAction(name)} danger={name === "delete"}>
          {ACTIONS[name].verb}…
        </OpenButton>
      ))}
      {action && <BulkDialog action={action} filter={filter} close={close} />}
    </div>
  );
}

type Progress = { changed: number; state: "running" | "done" | "stopped" | "failed"; error?: string };

function BulkDialog({ action, filter, close }: { action: BulkAction; filter: TaskFilter; close: () => void }) {
  const { verb, done, note } = ACTIONS[action];
  const { found: matching, failure, again } = useCount(filter, action);
  const [attempts, setAttempts] = useState("1");
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  const start = async (event: Event) => {
    event.preventDefault();
    setProgress({ changed: 0, state: "running" });
    let changed = 0;
    const tell = (now: number) => {
      changed = now;
      setProgress({ changed, state: "running" });
    };
    try {
      const request = {
        action,
        filter,
        ...(action === "retry" && { attempts: Number(attempts) }),
        ...(action === "cancel" && { reason }),
      };
      await changeAll(request, tell, abort.current.signal);
      const stopped = abort.current.signal.aborted;
      setProgress({ changed, state: stopped ? "stopped" : "done" });
      say(`${plural(changed, "task")} ${done}${stopped ? ", then stopped" : ""}.`);
    } catch (failure) {
      const error = (failure as Error).message;
      setProgress({ changed, state: "failed", error });
      say(`${error} ${plural(changed, "task")} ${done} before.`, true);
    }
  };
  const needsSure = action === "delete" || isEmpty(filter);
  return (
    <Dialog title={`${verb} everything that matches`} close={close}>
      <p>
        <b>{matching ? preview(matching, done) : failure ? "Not counted" : "Counting…"}</b> for {inWords(filter)}.
      </p>
      <Alert text={failure} />
      {failure && (
        <p>
          <button type="button" onClick={again}>
            Count again
          </button>
        </p>
      )}
      <p class="hint">{note}</p>
      {progress ? (
        <Running progress={progress} of={matching} done={done} stop={() => abort.current.abort()} close={close} />
      ) : (
        <form onSubmit={start}>
          {action === "retry" && <AttemptsField label="Further attempts for each" value={attempts} set={setAttempts} />}
          {action === "cancel" && <ReasonField value={reason} set={setReason} />}
          {needsSure && (
            <label class="check">
              <input type="checkbox" required checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />
              {action === "delete" ? "I know that this cannot be undone" : "I mean every task of every kind"}
            </label>
          )}
          <div class="buttons">
            <button
              type="submit"
              class={action === "delete" ? "danger primary" : "primary"}
              disabled={!matching?.count}
            >
              {verb} {matching?.exact ? plural(matching.count, "task") : "all of them"}
            </button>
            <button type="button" onClick={close}>
              Close
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Running(props: {
  progress: Progress;
  of: TaskCount | undefined;
  done: string;
  stop: () => void;
  close: () => void;
}) {
  const { progress, of, done, stop, close } = props;
  const total = of?.exact ? of.count : undefined;
  return (
    <>
      <progress
        aria-label={`Tasks ${done}`}
        max={progress.state === "done" ? 1 : (total ?? 1)}
        value={progress.state === "done" ? 1 : total === undefined ? undefined : Math.min(progress.changed, total)}
      />
      <p role="status">
        {plural(progress.changed, "task")} {done}
        {progress.state === "running"
          ? "…"
          : progress.state === "failed"
            ? ", then it failed."
            : progress.state === "stopped"
              ? ", then stopped."
              : ". Done."}
      </p>
      <Alert text={progress.error} />
      <div class="buttons">
        {progress.state === "running" ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" class="primary" onClick={close}>
            Close
          </button>
        )}
      </div>
    </>
  );
}

function preview({ count: n, exact }: TaskCount, done: string): string {
  return `${exact ? plural(n, "task") : `More than ${count(n)} tasks`} can be ${done}`;
}

interface Counting {
  found?: TaskCount;
  /** Why there is none. */
  failure?: string;
}

/** How many of the tasks that match an action would change. */
function useCount(filter: TaskFilter, action: BulkAction): Counting & { again: () => void } {
  const [state, setState] = useState<Counting>({});
  const [tries, setTries] = useState(0);
  const query = toQuery(filter);
  query.set("action", action);
  const path = address("tasks/count", query);
  useEffect(() => {
    const abort = new AbortController();
    setState({});
    get<TaskCount>(path, abort.signal)
      .then((found) => setState({ found }))
      .catch((failure: Error) => abort.signal.aborted || setState({ failure: failure.message }));
    return () => abort.abort();
  }, [path, tries]);
  return { ...state, again: () => setTries(tries + 1) };
}
