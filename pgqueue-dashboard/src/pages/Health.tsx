import type { Check, Health as HealthData } from "../api/types";
import { usePolled } from "../api/usePolled";
import { bytes, compact, count, duration, percent } from "../text/format";
import { Loaded } from "../ui/Loaded";
import { Facts, Meter, PageHead, Section } from "../ui/parts";
import { Prose } from "../ui/Prose";
import { Table } from "../ui/Table";
import { Time } from "../ui/Time";

const HEALTH_MS = 5_000;
const WORST_FIRST = ["error", "warning", "ok"];
const STATES: Record<Check["status"], [string, string]> = {
  error: ["Error", "no_attempts_left"],
  warning: ["Warning", "paused"],
  ok: ["Well", "succeeded"],
};

export function Health() {
  const health = usePolled<HealthData>("health", HEALTH_MS);
  return (
    <>
      <PageHead title="Health" />
      <Loaded of={health}>
        {(data) => (
          <>
            <Checks checks={data.checks} />
            <Facts
              facts={[
                ["Notify queue in use", used(data.notifyQueueUsage, 1)],
                [
                  "Connections",
                  used(
                    data.connections.used,
                    data.connections.max,
                    `${count(data.connections.used)} of ${count(data.connections.max)}`,
                  ),
                ],
              ]}
            />
            <Horizon sessions={data.horizon} />
            <Tables tables={data.tables} />
          </>
        )}
      </Loaded>
    </>
  );
}

function onShard(shard: string | null | undefined, text: string): string {
  return shard ? `${shard}: ${text}` : text;
}

function used(value: number, of: number, text = percent(value, of)) {
  return (
    <span class="metered">
      {text} <Meter value={value} of={of} label={`${percent(value, of)} in use`} />
    </span>
  );
}

/** What was looked at, the worst first, with what to do about it. */
function Checks({ checks }: { checks: Check[] }) {
  const sorted = [...checks].sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
  return (
    <Section title="Checks">
      <ul class="checks">
        {sorted.map((check) => (
          <li key={`${check.code} ${check.shard ?? ""}`}>
            <span class={`status ${STATES[check.status][1]}`}>{STATES[check.status][0]}</span>
            <div>
              <b>{onShard(check.shard, check.title)}</b>
              <p>
                <Prose text={check.detail} />
              </p>
              {check.status !== "ok" && check.advice && (
                <p class="advice">
                  <b>What to do:</b> {check.advice}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      {checks.length === 0 && <p class="empty">The server reports no checks.</p>}
    </Section>
  );
}

function Horizon({ sessions }: { sessions: HealthData["horizon"] }) {
  return (
    <Section title="Who holds back vacuum">
      <p class="hint">
        Dead tuples that are younger than the oldest of these stay, in all tables. Of a session, end the transaction in
        its application, or with pg_terminate_backend(pid). Of a standby or a slot, see what is behind it.
      </p>
      <Table
        label="Who holds back vacuum"
        rows={sessions}
        rowKey={(session) => `${session.shard ?? ""} ${session.pid ?? session.application}`}
        empty="None. Nobody holds back vacuum."
        columns={[
          {
            head: "Application",
            names: true,
            cell: (session) => <span class="name">{onShard(session.shard, session.application || "(unnamed)")}</span>,
          },
          { head: "What", cell: (session) => (session.type ?? "session").replace(/_/g, " ") },
          { head: "Pid", numeric: true, cell: (session) => session.pid ?? "–" },
          { head: "User", cell: (session) => session.user ?? "–" },
          { head: "State", cell: (session) => session.state ?? "–" },
          { head: "Age", numeric: true, cell: (session) => duration(session.ageMs) },
          { head: "Transactions", numeric: true, cell: (session) => count(session.transactions) },
          {
            head: "Query",
            cell: (session) =>
              session.query ? (
                <code class="cut" title={session.query}>
                  {session.query}
                </code>
              ) : (
                "–"
              ),
          },
        ]}
      />
    </Section>
  );
}

function Tables({ tables }: { tables: HealthData["tables"] }) {
  return (
    <Section title="Our tables">
      <Table
        label="Our tables"
        rows={tables}
        rowKey={(table) => `${table.shard ?? ""} ${table.name}`}
        empty="The server reports no tables."
        columns={[
          {
            head: "Table",
            names: true,
            cell: (table) => <span class="mono name">{onShard(table.shard, table.name)}</span>,
          },
          { head: "Size", numeric: true, cell: (table) => bytes(table.bytes) },
          { head: "Live tuples", numeric: true, cell: (table) => compact(table.liveTuples) },
          { head: "Dead tuples", numeric: true, cell: (table) => compact(table.deadTuples) },
          {
            head: "Dead",
            numeric: true,
            cell: (table) => percent(table.deadTuples, table.liveTuples + table.deadTuples),
          },
          { head: "Last autovacuum", cell: (table) => <Time at={table.lastAutovacuum} /> },
          { head: "Last autoanalyze", cell: (table) => <Time at={table.lastAutoanalyze} /> },
        ]}
      />
    </Section>
  );
}
