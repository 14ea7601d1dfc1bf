import type { RelatedTask, Task } from "../api/types";
import { usePolled } from "../api/usePolled";
import { address } from "../router";
import { duration, plural } from "../text/format";
import { prettyJson } from "../text/json";
import { timeline } from "../timeline";
import { Attempts } from "../ui/Attempts";
import { Loaded } from "../ui/Loaded";
import { useMe } from "../ui/me";
import { Facts, KindLink, PageHead, Section, StatusMark, TaskLink } from "../ui/parts";
import { TaskActions } from "../ui/TaskActions";
import { ExactTime, Since, Time } from "../ui/Time";

const TASK_MS = 2_000;

export function TaskPage({ id }: { id: string }) {
  const read = usePolled<Task>(`tasks/${encodeURIComponent(id)}`, TASK_MS);
  const task = read.data;
  return (
    <>
      <PageHead title={<>Task {id}</>} actions={task && <TaskActions task={task} done={read.refresh} />}>
        {task && <StatusMark status={task.status} />}
        {task?.parked && <span class="status paused">Parked</span>}
      </PageHead>
      <Loaded of={read}>{(loaded) => <Parts task={loaded} />}</Loaded>
    </>
  );
}

function Parts({ task }: { task: Task }) {
  return (
    <>
      <Facts facts={facts(task)} />
      <div class="columns">
        <Section title="Payload">
          <Json text={task.payload} none="The task has no payload." />
          {task.payload !== null && <MaskedNote />}
        </Section>
        <Section title="Result">
          <Json
            text={task.result}
            none={task.finishedAt ? "The handler returned nothing." : "There is none before the task has ended."}
          />
        </Section>
      </div>
      <Attempts task={task} />
      <Section title="Timeline">
        <ol class="timeline">
          {timeline(task).map((moment) => (
            <li key={`${moment.at} ${moment.text} ${moment.detail}`} class={moment.status ?? ""}>
              <ExactTime at={moment.at} /> <b>{moment.text}</b> {moment.detail && <span>{moment.detail}</span>}
            </li>
          ))}
        </ol>
      </Section>
      <FollowUps task={task} />
      <Headers headers={task.headers} />
    </>
  );
}

function facts(task: Task): [string, preact.ComponentChildren][] {
  const key = (name: string, value: string) => (
    <a class="mono" href={address("tasks", { [name]: value })}>
      {value}
    </a>
  );
  const ran = task.startedAt && task.finishedAt ? Date.parse(task.finishedAt) - Date.parse(task.startedAt) : null;
  return [
    ["Kind", <KindLink kind={task.kind} />],
    ["Attempt", `${task.attempt} of ${task.maxAttempts}`],
    ["External key", task.key && key("key", task.key)],
    ["Ordering key", task.orderingKey && key("orderingKey", task.orderingKey)],
    ["Partition key", task.partitionKey && key("partitionKey", task.partitionKey)],
    ["Priority", String(task.priority)],
    ["Created", <Time at={task.createdAt} />],
    ["Due", task.availableAt && !task.finishedAt && task.status !== "running" && <Time at={task.availableAt} />],
    ["Started", task.startedAt && <Time at={task.startedAt} />],
    ["Running for", task.status === "running" && task.startedAt && <Since at={task.startedAt} />],
    ["Closed", task.finishedAt && <Time at={task.finishedAt} />],
    ["Last attempt took", ran !== null && duration(ran)],
    ["Worker", task.worker],
    ["Cancelled because", task.cancelReason],
    ["Schedule", task.schedule && <a href="schedules">{task.schedule}</a>],
    ["Added by", task.addedBy && <Related task={task.addedBy} />],
    ["Group", task.group && groupText(task.group)],
  ];
}

function groupText(group: NonNullable<Task["group"]>) {
  return (
    <>
      <a href={address("tasks", { group: group.id })}>{group.name || group.id}</a>: {plural(group.total, "task")},{" "}
      {group.succeeded} succeeded, {group.failed} failed, {group.cancelled} cancelled
      {group.doneTask && (
        <>
          , then <TaskLink id={group.doneTask} />
        </>
      )}
      {group.failedTask && (
        <>
          , if some fail <TaskLink id={group.failedTask} />
        </>
      )}
    </>
  );
}

/** Text only: whatever a payload holds, nothing of it is read as HTML. */
function Json({ text, none }: { text: string | null | undefined; none: string }) {
  if (text === null || text === undefined) {
    return <p class="empty">{none}</p>;
  }
  return (
    <pre class="code" tabIndex={0}>
      {prettyJson(text)}
    </pre>
  );
}

function MaskedNote() {
  return useMe()?.masked ? <p class="hint">Some values are masked by the application’s rule.</p> : null;
}

/** What its handler added, and is still kept. */
export function FollowUps({ task }: { task: Pick<Task, "followUps" | "moreFollowUps"> }) {
  const followUps = task.followUps ?? [];
  if (followUps.length === 0) {
    return null;
  }
  return (
    <Section title="Follow-ups">
      <ul class="inline">
        {followUps.map((followUp) => (
          <li key={followUp.id}>
            <Related task={followUp} />
          </li>
        ))}
      </ul>
      {task.moreFollowUps && <p class="hint">There are more than these {followUps.length}.</p>}
    </Section>
  );
}

function Related({ task }: { task: RelatedTask }) {
  return (
    <>
      <TaskLink id={task.id} /> <KindLink kind={task.kind} /> <StatusMark status={task.status} />
    </>
  );
}

function Headers({ headers }: { headers: Task["headers"] }) {
  const entries = Object.entries(headers ?? {});
  if (entries.length === 0) {
    return null;
  }
  return (
    <Section title="Headers">
      <Facts facts={entries.map(([name, value]) => [name, <span class="mono">{String(value)}</span>])} />
    </Section>
  );
}
