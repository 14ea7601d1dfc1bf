import { post } from "../api/client";
import type { Schedule } from "../api/types";
import { usePolled } from "../api/usePolled";
import { duration } from "../text/format";
import { ActionButton } from "../ui/actions";
import { Loaded } from "../ui/Loaded";
import { KindLink, PageHead } from "../ui/parts";
import { Table } from "../ui/Table";
import { Time } from "../ui/Time";

const SCHEDULES_MS = 5_000;

export function Schedules() {
  const schedules = usePolled<Schedule[]>("schedules", SCHEDULES_MS);
  return (
    <>
      <PageHead title="Schedules" />
      <Loaded of={schedules}>
        {(all) => (
          <Table
            label="Schedules"
            rows={all}
            rowKey={(schedule) => schedule.name}
            empty="There are no schedules. Declare one with schedule attributes of @TaskHandler, or in code; it appears here at the next start."
            columns={[
              { head: "Schedule", names: true, cell: (schedule) => <span class="name">{schedule.name}</span> },
              { head: "State", cell: state },
              { head: "Kind", cell: (schedule) => <KindLink kind={schedule.kind} /> },
              { head: "Runs", cell: rhythm },
              { head: "Next", cell: (schedule) => <Time at={schedule.nextAt} /> },
              { head: "Last", cell: last },
              { head: "Missed / overlap", cell: (schedule) => `${schedule.missed} / ${schedule.overlap}` },
              { head: "Actions", cell: (schedule) => <Actions schedule={schedule} done={schedules.refresh} /> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}

function state(schedule: Schedule) {
  if (schedule.retiredAt) {
    return <span class="status cancelled">Retired</span>;
  }
  if (schedule.pausedAt) {
    return (
      <>
        <span class="status paused">Paused</span> <Time at={schedule.pausedAt} />
      </>
    );
  }
  return schedule.late ? (
    <span class="status no_attempts_left">Late</span>
  ) : (
    <span class="status succeeded">On time</span>
  );
}

function last(schedule: Schedule) {
  const time = <Time at={schedule.lastAt} />;
  return schedule.lastTask ? <a href={`tasks/${schedule.lastTask}`}>{time}</a> : time;
}

function rhythm(schedule: Schedule) {
  const exactly = schedule.cron ?? (schedule.intervalMs ? `every ${duration(schedule.intervalMs)}` : "");
  return (
    <span class="wrap" title={exactly}>
      {schedule.inWords} {schedule.cron && <code>{schedule.cron}</code>}
      {schedule.timeZone && <span class="hint"> {schedule.timeZone}</span>}
    </span>
  );
}

function Actions({ schedule, done }: { schedule: Schedule; done: () => void }) {
  const send = (action: string, said: string) => async () => {
    await post(`schedules/${encodeURIComponent(schedule.name)}/${action}`);
    done();
    return said;
  };
  const retired = schedule.retiredAt ? "The schedule is retired: no application declares it" : undefined;
  return (
    <div class="buttons">
      {schedule.pausedAt ? (
        <ActionButton
          act={send("resume", `${schedule.name} goes on.`)}
          label={`Resume ${schedule.name}`}
          impossible={retired}
        >
          Resume
        </ActionButton>
      ) : (
        <ActionButton
          act={send("pause", `${schedule.name} is paused.`)}
          label={`Pause ${schedule.name}`}
          impossible={retired}
        >
          Pause
        </ActionButton>
      )}
      <ActionButton
        act={send("trigger", `A task of ${schedule.name} was enqueued.`)}
        label={`Run now: ${schedule.name}`}
        impossible={retired}
      >
        Run now
      </ActionButton>
    </div>
  );
}
