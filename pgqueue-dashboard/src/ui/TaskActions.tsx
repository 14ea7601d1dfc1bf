import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { Task } from "../api/types";
import { go } from "../router";
import { isJson, prettyJson } from "../text/json";
import { ActionButton, OpenButton } from "./actions";
import { Ask } from "./Dialog";
import { AttemptsField, ReasonField } from "./fields";
import { useMe } from "./me";

type Open = "retry" | "cancel" | "again" | "delete" | null;

export function TaskActions({ task, done }: { task: Task; done: () => void }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const live = task.status === "new" || task.status === "must_retry" || task.status === "running";
  const waits = task.status === "new" || task.status === "must_retry";
  const send = (action: string, body: unknown, said: string, not: string) => async () => {
    const { changed } = await post<{ changed: boolean }>(`tasks/${encodeURIComponent(task.id)}/${action}`, body);
    done();
    if (!changed) {
      throw new Error(not);
    }
    return said;
  };
  return (
    <>
      <OpenButton
        open={() => setOpen("retry")}
        impossible={
          task.status === "no_attempts_left" ? undefined : "Only a task without attempts left needs further ones"
        }
      >
        Retry…
      </OpenButton>
      <ActionButton
        act={send("run-now", {}, "The task can run at once.", "The task does not wait any more.")}
        impossible={waits ? undefined : "The task does not wait"}
      >
        Run now
      </ActionButton>
      <OpenButton open={() => setOpen("cancel")} impossible={live ? undefined : "The task is closed"}>
        Cancel…
      </OpenButton>
      <OpenButton open={() => setOpen("again")}>Enqueue again…</OpenButton>
      <OpenButton
        open={() => setOpen("delete")}
        danger
        impossible={task.status === "running" ? "The task runs" : undefined}
      >
        Delete…
      </OpenButton>
      {open === "retry" && <Retry send={send} close={close} />}
      {open === "cancel" && <Cancel send={send} close={close} />}
      {open === "again" && <Again task={task} close={close} />}
      {open === "delete" && (
        <Ask
          title="Delete the task"
          verb="Delete"
          danger
          close={close}
          act={send("delete", {}, "The task is deleted.", "The task runs, or is gone.")}
        >
          <p>Its key, errors and log go with it. This cannot be undone.</p>
        </Ask>
      )}
    </>
  );
}

interface PartProps {
  send: (action: string, body: unknown, said: string, not: string) => () => Promise<string>;
  close: () => void;
}

function Retry({ send, close }: PartProps) {
  const [attempts, setAttempts] = useState("1");
  return (
    <Ask
      title="Retry the task"
      verb="Retry"
      close={close}
      act={send(
        "retry",
        { attempts: Number(attempts) },
        "The task can run again at once.",
        "The task has not failed for good, or its key has gone to a newer task.",
      )}
    >
      <AttemptsField label="Further attempts" value={attempts} set={setAttempts} />
    </Ask>
  );
}

function Cancel({ send, close }: PartProps) {
  const [reason, setReason] = useState("");
  return (
    <Ask
      title="Cancel the task"
      verb="Cancel the task"
      danger
      close={close}
      act={send(
        "cancel",
        { reason },
        "The task is cancelled, or asked to stop if it runs.",
        "The task was closed already.",
      )}
    >
      <ReasonField value={reason} set={setReason} />
    </Ask>
  );
}

function Again({ task, close }: { task: Task; close: () => void }) {
  const masked = useMe()?.masked;
  const before = prettyJson(task.payload ?? "null");
  const [payload, setPayload] = useState(before);
  const edited = payload !== before;
  const act = async () => {
    const { id } = await post<{ id?: string }>(
      `tasks/${encodeURIComponent(task.id)}/enqueue-again`,
      edited ? { payload } : {},
    );
    if (id) {
      go(`tasks/${id}`);
      return `Enqueued again as task ${id}.`;
    }
    throw new Error("The task is gone.");
  };
  return (
    <Ask
      title="Enqueue again"
      verb={edited ? "Enqueue with this payload" : "Enqueue with the same payload"}
      wide
      close={close}
      act={act}
      invalid={isJson(payload) ? undefined : "The payload is no JSON."}
    >
      <p>
        A new task of kind {task.kind}, with the same headers, priority, ordering and partition key, without the
        external key.
      </p>
      {masked && (
        <p class="note">
          Some values are masked here. Where you leave the mask as it is, the new task gets the real value. In a list of
          which you change anything else, type all masked values in full.
        </p>
      )}
      <label>
        Payload
        <textarea
          class="mono"
          rows={14}
          spellcheck={false}
          value={payload}
          onInput={(event) => setPayload(event.currentTarget.value)}
        />
      </label>
    </Ask>
  );
}
