import type { AttemptError, LogLine, Task } from "../api/types";
import { duration, plural } from "../text/format";
import { Section } from "./parts";
import { Time } from "./Time";

interface Attempt {
  number: number;
  error?: AttemptError;
  log: LogLine[];
  startedAt?: string;
  endedAt?: string;
  worker?: string | null;
  state: string;
  /** How often it was begun before and given back, such as by an instance that stopped: under the same number. */
  before: number;
}

/** Each attempt, the latest first: worker, times, error with its stack trace, and what the handler said. */
export function Attempts({ task }: { task: Task }) {
  const attempts = attemptsOf(task);
  return (
    <Section title="Attempts">
      {attempts.length === 0 && (
        <p class="empty">No attempt has begun yet. The task waits for its time and a free worker.</p>
      )}
      {task.attempt > 1 && task.transitions.length === 0 && (
        <p class="hint">
          When earlier attempts began is kept for kinds with <code>transition-log-ttl</code> alone.
        </p>
      )}
      <ol class="attempts" reversed>
        {attempts.map((attempt) => (
          <li key={attempt.number}>
            <Head attempt={attempt} />
            {attempt.error && <Failure error={attempt.error} />}
            {attempt.log.length > 0 && <Log lines={attempt.log} />}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What is known of each attempt, from errors, log lines, transitions and the task itself. */
export function attemptsOf(task: Task): Attempt[] {
  const numbers = new Set([
    ...task.errors.map((error) => error.attempt),
    ...task.log.map((line) => line.attempt),
    ...task.transitions.map((transition) => transition.attempt),
    ...(task.startedAt ? [task.attempt] : []),
  ]);
  numbers.delete(0);
  return [...numbers].sort((a, b) => b - a).map((number) => attemptOf(task, number));
}

function attemptOf(task: Task, number: number): Attempt {
  const error = task.errors.find((one) => one.attempt === number);
  const mine = task.transitions.filter((one) => one.attempt === number);
  const starts = mine.filter((one) => one.to === "running");
  // what was given back, or does not count, has its number again: the last run is the one that became of it
  const start = starts[starts.length - 1];
  const end = mine.slice(start ? mine.indexOf(start) : 0).find((one) => one.from === "running");
  const last = number === task.attempt;
  const startedAt = start?.at ?? (last ? task.startedAt : null);
  const endedAt = end?.at ?? error?.at ?? (last ? task.finishedAt : null);
  return {
    number,
    before: Math.max(0, starts.length - 1),
    log: task.log.filter((line) => line.attempt === number),
    worker: error?.worker ?? start?.worker ?? end?.worker ?? (last ? task.worker : null) ?? null,
    state: error
      ? "failed"
      : last && task.status === "running"
        ? "running"
        : last && task.status === "succeeded"
          ? "succeeded"
          : "ended",
    ...(error && { error }),
    ...(startedAt && { startedAt }),
    ...(endedAt && { endedAt }),
  };
}

function Head({ attempt }: { attempt: Attempt }) {
  return (
    <p>
      <b>Attempt {attempt.number}</b> <span class={`status ${STATE_CLASS[attempt.state]}`}>{attempt.state}</span>{" "}
      {attempt.worker && <span>on {attempt.worker} </span>}
      {attempt.before > 0 && <span>after {plural(attempt.before, "run")} that did not count, </span>}
      {attempt.startedAt && (
        <span>
          started <Time at={attempt.startedAt} />{" "}
        </span>
      )}
      {attempt.endedAt && (
        <span>
          ended <Time at={attempt.endedAt} />
          {attempt.startedAt && `, took ${duration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}`}
        </span>
      )}
    </p>
  );
}

const STATE_CLASS: Record<string, string> = {
  failed: "no_attempts_left",
  running: "running",
  succeeded: "succeeded",
  ended: "cancelled",
};

function Failure({ error }: { error: AttemptError }) {
  return (
    <>
      <p class="error-message">
        <span class="mono">{error.type}</span>
        {error.message && `: ${error.message}`}
      </p>
      {error.stackTrace && (
        <details>
          <summary>Stack trace of attempt {error.attempt}</summary>
          <pre class="code" tabIndex={0}>
            {error.stackTrace}
          </pre>
        </details>
      )}
    </>
  );
}

function Log({ lines }: { lines: LogLine[] }) {
  return (
    <ul class="log">
      {lines.map((line) => (
        <li key={`${line.at} ${line.message}`}>
          <Time at={line.at} /> <span>{line.message}</span>
        </li>
      ))}
    </ul>
  );
}
