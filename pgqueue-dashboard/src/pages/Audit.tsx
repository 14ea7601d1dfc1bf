import type { AuditEntry } from "../api/types";
import { usePolled } from "../api/usePolled";
import { Loaded } from "../ui/Loaded";
import { PageHead } from "../ui/parts";
import { Table } from "../ui/Table";
import { Time } from "../ui/Time";

const AUDIT_MS = 5_000;

export function Audit() {
  const audit = usePolled<AuditEntry[]>("audit?limit=100", AUDIT_MS);
  return (
    <>
      <PageHead title="Audit">
        <p class="hint">Who changed what, the latest 100.</p>
      </PageHead>
      <Loaded of={audit}>
        {(entries) => (
          <Table
            label="Audit log"
            rows={entries}
            rowKey={(entry) => `${entry.at} ${entry.action} ${entry.target}`}
            empty="Nobody has changed anything yet. Each retry, cancel, pause and the like is written down here."
            columns={[
              { head: "When", names: true, cell: (entry) => <Time at={entry.at} /> },
              { head: "Who", cell: (entry) => <span class="name">{entry.user || "(nobody signed in)"}</span> },
              { head: "Did", cell: (entry) => entry.action },
              { head: "To", cell: (entry) => <span class="name">{entry.target}</span> },
              { head: "Detail", cell: (entry) => <span class="wrap">{entry.detail || "–"}</span> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
