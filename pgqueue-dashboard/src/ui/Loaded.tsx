import type { ComponentChildren } from "preact";
import type { Live } from "../api/usePolled";
import { clock } from "../text/format";
import { useNow } from "./Time";

/** What was read; while the server is gone, what it said last, and when it is asked again. */
export function Loaded<T>({ of, children }: { of: Live<T>; children: (data: T) => ComponentChildren }) {
  if (of.data === undefined && !of.error) {
    return (
      <p class="loading" role="status">
        Loading…
      </p>
    );
  }
  return (
    <>
      {of.error && <Gone of={of} />}
      {of.data !== undefined && children(of.data)}
    </>
  );
}

function Gone<T>({ of }: { of: Live<T> }) {
  const now = useNow();
  const seconds = Math.max(0, Math.ceil(((of.retryAt ?? now) - now) / 1_000));
  return (
    <div class="banner error">
      <p role="alert">
        <b>{of.error?.message}</b> {of.readAt ? `What you see is from ${clock(of.readAt)}.` : ""}
      </p>
      <p>
        Trying again {seconds > 0 ? `in ${seconds} s` : "now"}.{" "}
        <button type="button" onClick={of.refresh}>
          Try now
        </button>
      </p>
    </div>
  );
}
