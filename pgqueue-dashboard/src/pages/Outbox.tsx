import { useState } from "preact/hooks";
import { post } from "../api/client";
import type { BlockedEvent, Instant, Outbox as OutboxData } from "../api/types";
import { usePolled } from "../api/usePolled";
import { count, shortType } from "../text/format";
import { ActionButton, OpenButton } from "../ui/actions";
import { Ask } from "../ui/Dialog";
import { ReasonField } from "../ui/fields";
import { Loaded } from "../ui/Loaded";
import { Facts, PageHead, Section } from "../ui/parts";
import { Table } from "../ui/Table";
import { Time } from "../ui/Time";
import { Values, words } from "../ui/Values";

const OUTBOX_MS = 3_000;

export function Outbox() {
  const outbox = usePolled<OutboxData>("outbox", OUTBOX_MS);
  const [skipped, setSkipped] = useState<BlockedEvent | null>(null);
  return (
    <>
      <PageHead title="Outbox" />
      <Loaded of={outbox}>
        {(data) => (
          <>
            {!data.counts && !data.relay && (
              <p class="empty">The outbox is off in this application. docs/outbox.md says how to switch it on.</p>
            )}
            {data.counts && (
              <Section title="Events">
                <Facts facts={Object.entries(data.counts).map(([name, value]) => [words(name), counted(value)])} />
              </Section>
            )}
            {data.relay && (
              <Section title="Relay">
                <Values of={data.relay} />
              </Section>
            )}
            <Blocked events={data.blocked} skip={setSkipped} done={outbox.refresh} />
          </>
        )}
      </Loaded>
      {skipped && <SkipDialog event={skipped} close={() => setSkipped(null)} done={outbox.refresh} />}
    </>
  );
}

/** How many there are, or since when. */
function counted(value: number | Instant | null) {
  return typeof value === "number" ? count(value) : <Time at={value} />;
}

interface BlockedProps {
  events: BlockedEvent[];
  skip: (event: BlockedEvent) => void;
  done: () => void;
}

/** Events that hold back those behind them. */
function Blocked({ events, skip, done }: BlockedProps) {
  const resend = (event: BlockedEvent) => async () => {
    await post(`outbox/${encodeURIComponent(event.eventId)}/resend`);
    done();
    return `Event ${event.eventId} is sent again.`;
  };
  return (
    <Section title={`Blocked (${events.length})`}>
      <Table
        label="Blocked events"
        rows={events}
        rowKey={(event) => event.eventId}
        empty="No event is blocked."
        columns={[
          { head: "Event", names: true, cell: (event) => <span class="mono">{event.eventId}</span> },
          { head: "Type", cell: (event) => <span class="name">{event.eventType}</span> },
          {
            head: "Aggregate",
            cell: (event) => <span class="name">{`${event.aggregateType} ${event.aggregateId}`}</span>,
          },
          { head: "Attempts", numeric: true, cell: (event) => event.attempts },
          { head: "Blocked", cell: (event) => <Time at={event.blockedSince} /> },
          { head: "Next try", cell: (event) => <Time at={event.nextAttemptAt} /> },
          {
            head: "Last error",
            cell: (event) => (
              <span class="wrap">
                {event.lastError ? `${shortType(event.lastError.type)}: ${event.lastError.message ?? ""}` : "–"}
              </span>
            ),
          },
          {
            head: "Actions",
            cell: (event) => (
              <div class="buttons">
                <ActionButton act={resend(event)} label={`Send again: event ${event.eventId}`}>
                  Send again
                </ActionButton>
                <OpenButton open={() => skip(event)} danger>
                  Skip…
                </OpenButton>
              </div>
            ),
          },
        ]}
      />
    </Section>
  );
}

function SkipDialog({ event, close, done }: { event: BlockedEvent; close: () => void; done: () => void }) {
  const [reason, setReason] = useState("");
  const act = async () => {
    await post(`outbox/${encodeURIComponent(event.eventId)}/skip`, { reason });
    done();
    return `Event ${event.eventId} is skipped.`;
  };
  return (
    <Ask title={`Skip event ${event.eventId}`} verb="Skip" danger close={close} act={act}>
      <p>
        The event is never sent, and those behind it of {event.aggregateType} {event.aggregateId} go on.
      </p>
      <ReasonField value={reason} set={setReason} />
    </Ask>
  );
}
