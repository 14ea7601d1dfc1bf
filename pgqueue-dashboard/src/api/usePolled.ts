import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "./client";
import { type Polled, Poller } from "./poller";

export interface Live<T> extends Polled<T> {
  /** Reads again now, such as after an action. */
  refresh: () => void;
}

/** What `api/<path>` says, read again every `intervalMs` (0: once). Null reads nothing. */
export function usePolled<T>(path: string | null, intervalMs: number): Live<T> {
  const [state, setState] = useState<Polled<T> & { path?: string }>({});
  const poller = useRef<Poller<T> | null>(null);
  useEffect(() => {
    if (path === null) {
      return undefined;
    }
    const mine = new Poller<T>(
      (signal) => get<T>(path, signal),
      intervalMs,
      (next) => {
        setState({ ...next, path });
      },
    );
    poller.current = mine;
    mine.start();
    return () => mine.stop();
  }, [path, intervalMs]);
  const refresh = () => poller.current?.refresh();
  return state.path === path ? { ...state, refresh } : { refresh };
}
