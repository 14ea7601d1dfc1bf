import type { ComponentChildren } from "preact";
import type { Status } from "../api/types";
import { statusName } from "../text/format";
import { address } from "../router";

/** A status as text with a mark; the colour says nothing that the text does not. */
export function StatusMark({ status }: { status: Status }) {
  return <span class={`status ${status}`}>{statusName(status)}</span>;
}

export function KindLink({ kind }: { kind: string }) {
  return (
    <a href={`kinds/${encodeURIComponent(kind)}`} class="name">
      {kind}
    </a>
  );
}

export function TaskLink({ id }: { id: string }) {
  return (
    <a href={`tasks/${encodeURIComponent(id)}`} class="mono">
      {id}
    </a>
  );
}

/** A number that leads to the tasks that it counts. */
export function CountLink(props: { kind?: string; status: Status; value: number; text: string }) {
  if (props.value === 0) {
    return <span class="zero">0</span>;
  }
  const what = `${props.text} ${statusName(props.status)}${props.kind ? ` of ${props.kind}` : ""}`;
  return (
    <a href={address("tasks", { kind: props.kind, status: props.status })} aria-label={what}>
      {props.text}
    </a>
  );
}

/** Terms and what they are. */
export function Facts({ facts }: { facts: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function Section(props: { title: string; children: ComponentChildren; actions?: ComponentChildren }) {
  return (
    <section aria-label={props.title}>
      <div class="section-head">
        <h2>{props.title}</h2>
        {props.actions && <div class="buttons">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}

export function PageHead(props: {
  title: ComponentChildren;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <div class="page-head">
      <h1 tabIndex={-1}>{props.title}</h1>
      {props.children}
      {props.actions && <div class="buttons">{props.actions}</div>}
    </div>
  );
}

/** A bar that shows how much of a whole is used; its text stands beside it. */
export function Meter({ value, of, label }: { value: number; of: number; label: string }) {
  const part = of <= 0 ? 0 : Math.min(1, value / of);
  return (
    <svg class={part >= 1 ? "meter full" : "meter"} viewBox="0 0 40 6" role="img" aria-label={label}>
      <rect width="40" height="6" rx="3" class="track" />
      <rect width={Math.max(part * 40, part > 0 ? 3 : 0)} height="6" rx="3" class="fill" />
    </svg>
  );
}
