import type { Status, Task } from "./api/types";
import { statusName } from "./text/format";

export interface Moment {
  at: string;
  text: string;
  status?: Status;
  detail?: string;
}

/** What happened to a task, the oldest first: from its log of transitions if its kind keeps one, else from its own times. */
export function timeline(task: Task): Moment[] {
  const moments = task.transitions.length > 0 ? fromLog(task) : fromTimes(task);
  const notes = task.log.map((line) => ({ at: line.at, text: `Attempt ${line.attempt} says`, detail: line.message }));
  return [...moments, ...notes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function fromLog(task: Task): Moment[] {
  return task.transitions.map((transition) => ({
    at: transition.at,
    status: transition.to,
    text: transition.from ? `${statusName(transition.from)} → ${statusName(transition.to)}` : "Added",
    detail: [
      transition.attempt > 0 ? `attempt ${transition.attempt}` : "",
      transition.worker ? `on ${transition.worker}` : "",
      transition.reason ?? "",
    ]
      .filter((part) => part !== "")
      .join(", "),
  }));
}

function fromTimes(task: Task): Moment[] {
  const moments: Moment[] = [{ at: task.createdAt, text: "Added", status: "new" }];
  for (const error of task.errors) {
    moments.push({
      at: error.at,
      text: `Attempt ${error.attempt} failed`,
      status: "must_retry",
      detail: `${error.type}: ${error.message ?? ""}`,
    });
  }
  if (task.startedAt) {
    const worker = task.worker ? { detail: `on ${task.worker}` } : {};
    moments.push({ at: task.startedAt, text: `Attempt ${task.attempt} started`, status: "running", ...worker });
  }
  if (task.finishedAt) {
    const reason = task.cancelReason ? { detail: task.cancelReason } : {};
    moments.push({ at: task.finishedAt, text: statusName(task.status), status: task.status, ...reason });
  }
  return moments;
}
