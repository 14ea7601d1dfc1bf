import { useEffect, useState } from "preact/hooks";
import { STATUSES, type Status } from "../api/types";
import {
  fromLocalInput,
  isEmpty,
  LABELS,
  payloadCondition,
  type SingleField,
  type TaskFilter,
  toLocalInput,
  toQuery,
} from "../filter";
import { statusName } from "../text/format";

interface FormProps {
  filter: TaskFilter;
  kinds: string[];
  apply: (filter: TaskFilter) => void;
}

const MORE: SingleField[] = ["keyPrefix", "orderingKey", "partitionKey", "group", "errorType"];
const TIMES: SingleField[] = ["from", "to", "finishedFrom", "finishedTo"];
const IDS = new Set<SingleField>(["id", "group"]);

/** All conditions; they go into the address when the form is sent, and a status at once. */
export function FilterForm({ filter, kinds, apply }: FormProps) {
  const [draft, setDraft] = useState(filter);
  const [payload, setPayload] = useState(filter.payload ?? "");
  const key = toQuery(filter).toString();
  useEffect(() => {
    setDraft(filter);
    setPayload(filter.payload ?? "");
  }, [key]);
  const condition = payload.trim() === "" ? "" : payloadCondition(payload);
  const wrong = condition === undefined ? "Write a field and its value, such as order.id = 42, or JSON." : undefined;
  const set = (field: SingleField, value: string | undefined) => setDraft({ ...draft, [field]: value });
  const send = (change: Partial<TaskFilter>) =>
    apply({ ...draft, payload: condition ?? filter.payload ?? "", ...change });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!wrong) {
      send({});
    }
  };
  const hasMore = [...MORE, ...TIMES].some((field) => filter[field]);
  return (
    <form class="filter" onSubmit={submit} role="search" aria-label="Filter of tasks">
      <StatusChoice chosen={filter.status} choose={(status) => send({ status })} />
      <div class="fields">
        <KindChoice chosen={draft.kind} kinds={kinds} choose={(kind) => send({ kind })} />
        <Field field="key" value={draft.key} set={set} />
        <Field field="id" value={draft.id} set={set} />
        <Field field="errorText" value={draft.errorText} set={set} />
        <label>
          {LABELS.payload}
          <input
            value={payload}
            onInput={(event) => setPayload(event.currentTarget.value)}
            placeholder="order.id = 42"
            aria-invalid={!!wrong}
            aria-describedby={wrong ? "payload-wrong" : undefined}
          />
        </label>
      </div>
      {wrong && (
        <p class="invalid" id="payload-wrong">
          {wrong}
        </p>
      )}
      <details open={hasMore}>
        <summary>More conditions</summary>
        <div class="fields">
          {MORE.map((field) => (
            <Field key={field} field={field} value={draft[field]} set={set} />
          ))}
          {TIMES.map((field) => (
            <TimeField key={field} field={field} value={draft[field]} set={set} />
          ))}
        </div>
      </details>
      <div class="buttons">
        <button type="submit" class="primary">
          Filter
        </button>
        <button type="button" disabled={isEmpty(filter)} onClick={() => apply({ kind: [], status: [] })}>
          Show all
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  field: SingleField;
  value: string | undefined;
  set: (field: SingleField, value: string | undefined) => void;
}

function Field({ field, value, set }: FieldProps) {
  const digits = IDS.has(field) ? { inputMode: "numeric" as const, pattern: "\\s*[0-9]+\\s*", title: "Digits" } : {};
  return (
    <label>
      {LABELS[field]}
      <input
        {...digits}
        value={value ?? ""}
        onInput={(event) => set(field, event.currentTarget.value)}
        autocomplete="off"
      />
    </label>
  );
}

function TimeField({ field, value, set }: FieldProps) {
  return (
    <label>
      {LABELS[field]}
      <input
        type="datetime-local"
        step="1"
        value={toLocalInput(value)}
        onChange={(event) => set(field, fromLocalInput(event.currentTarget.value))}
      />
    </label>
  );
}

function StatusChoice({ chosen, choose }: { chosen: Status[]; choose: (statuses: Status[]) => void }) {
  const toggle = (status: Status) =>
    choose(chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status]);
  return (
    <fieldset class="chips">
      <legend>Status</legend>
      {STATUSES.map((status) => (
        <label key={status} class={chosen.includes(status) ? "chip on" : "chip"}>
          <input type="checkbox" checked={chosen.includes(status)} onChange={() => toggle(status)} />
          {statusName(status)}
        </label>
      ))}
    </fieldset>
  );
}

/** One kind by a list; several, which an address can name, are shown to be taken away. */
function KindChoice(props: { chosen: string[]; kinds: string[]; choose: (kinds: string[]) => void }) {
  const { chosen, kinds, choose } = props;
  return (
    <div class="kind-choice">
      <label>
        {LABELS.kind}
        <select
          value=""
          onChange={(event) => choose([...chosen, event.currentTarget.value].filter((kind) => kind !== ""))}
        >
          <option value="">{chosen.length === 0 ? "Any" : "Add a kind…"}</option>
          {kinds
            .filter((kind) => !chosen.includes(kind))
            .map((kind) => (
              <option key={kind}>{kind}</option>
            ))}
        </select>
      </label>
      {chosen.map((kind) => (
        <button
          key={kind}
          type="button"
          class="chip on"
          aria-label={`Take ${kind} out of the filter`}
          onClick={() => choose(chosen.filter((one) => one !== kind))}
        >
          <span class="cut">{kind}</span> ×
        </button>
      ))}
    </div>
  );
}
