import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Me } from "../api/types";
import { answering, following } from "../api/usePolled";
import { decoded, usePlace } from "../router";
import { useStore } from "../store";
import { choose, theme, type Theme } from "../theme";
import { ReadOnlyNote } from "./me";
import { Notices } from "./notices";

const PAGES: [string, string][] = [
  ["", "Overview"],
  ["tasks", "Tasks"],
  ["kinds", "Kinds"],
  ["workers", "Workers"],
  ["schedules", "Schedules"],
  ["outbox", "Outbox"],
  ["health", "Health"],
  ["audit", "Audit"],
];

export function Shell({ me, children }: { me: Me | undefined; children: ComponentChildren }) {
  const { path } = usePlace();
  const main = useRef<HTMLElement>(null);
  useHeadFocus(path, main);
  const skip = (event: Event) => {
    event.preventDefault(); // the base address would make a page change of it
    main.current?.focus();
  };
  return (
    <>
      <a href="#main" class="skip" onClick={skip}>
        Skip to content
      </a>
      <header class="top">
        <a href="./" class="brand">
          pgqueue
        </a>
        {me?.application && (
          <span class="application" title={`pgqueue ${me.version}`}>
            {me.application}
          </span>
        )}
        <nav aria-label="Pages">
          <ul>
            {PAGES.map(([to, name]) => (
              <li key={to}>
                <a href={to || "./"} aria-current={isAt(path, to) ? "page" : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LiveSwitch />
        <ThemeSwitch />
        {me?.user && <span class="user">{me.user}</span>}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ReadOnlyNote />
        {children}
      </main>
      <Notices />
    </>
  );
}

function isAt(path: string, to: string): boolean {
  return path === to || (to !== "" && path.startsWith(`${to}/`));
}

/** After a change of page the focus is on its heading, as after a load, and the title says where one is. */
function useHeadFocus(path: string, main: { current: HTMLElement | null }) {
  const first = useRef(true);
  useEffect(() => {
    const name = PAGES.find(([to]) => isAt(path, to))?.[1] ?? "Not found";
    const part = path.split("/")[1];
    document.title = `${part ? `${decoded(part)} · ` : ""}${name} · pgqueue`;
    if (!first.current) {
      main.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = false;
  }, [path]);
}

/** Whether the page follows, which the reader can pause; a hidden tab asks nothing. */
function LiveSwitch() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const change = () => setOnline(navigator.onLine);
    addEventListener("online", change);
    addEventListener("offline", change);
    return () => {
      removeEventListener("online", change);
      removeEventListener("offline", change);
    };
  }, []);
  const answers = useStore(answering);
  const follows = useStore(following);
  const note = !online ? "Offline" : !answers ? "No answer" : follows ? "" : "Paused";
  return (
    <span class={note === "" ? "live" : "live off"}>
      <button
        type="button"
        aria-pressed={follows}
        title={
          follows ? "The page follows by itself while it is seen. Pause it" : "The page stands still. Let it follow"
        }
        onClick={() => following.set(!follows)}
      >
        Live
      </button>
      {note && <span>{note}</span>}
    </span>
  );
}

function ThemeSwitch() {
  const current = useStore(theme);
  return (
    <label class="theme">
      <span class="unseen">Theme</span>
      <select value={current} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
