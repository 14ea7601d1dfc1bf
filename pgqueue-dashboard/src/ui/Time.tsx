import { useEffect, useState } from "preact/hooks";
import { following } from "../api/usePolled";
import { duration, exact, relative } from "../text/format";

/** Now, in milliseconds, drawn again every second; it stands still while the tab is hidden, or the reader has paused it. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => document.hidden || !following.value || setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** `3 min ago`, with the exact time in the reader's zone on hover. */
export function Time({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at) {
    return <>–</>;
  }
  return (
    <time dateTime={at} title={exact(at)}>
      {relative(at, now)}
    </time>
  );
}

/** How long it is since then: `3 min 5 s`. */
export function Since({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at) {
    return <>–</>;
  }
  return (
    <time dateTime={at} title={`since ${exact(at)}`}>
      {duration(Math.max(0, Math.floor((now - Date.parse(at)) / 1_000) * 1_000))}
    </time>
  );
}

/** The exact time as text, where a reader compares times. */
export function ExactTime({ at }: { at: string }) {
  return <time dateTime={at}>{exact(at)}</time>;
}
