import { useEffect, useRef, useState } from "preact/hooks";
import { Store } from "../store";
import { get, Refused } from "./client";
import { type Interval, type Polled, Poller } from "./poller";

export interface Live<T> extends Polled<T> {
  /** Reads again now, such as after an action. */
  refresh: () => void;
}

/** Whether the server answered the last question of any page. */
export const answering = new Store(true);

/** Whether pages follow by themselves; the reader may pause them. */
export const following = new Store(true);

/**
 * What `api/<path>` says, read again after each interval.
 *
 * @param pausable whether it stands still while the reader has paused the pages
 */
export function usePolled<T>(path: string, interval: Interval<T>, pausable = true): Live<T> {
  const [state, setState] = useState<Polled<T> & { path?: string }>({});
  const poller = useRef<Poller<T> | null>(null);
  useEffect(() => {
    const mine = new Poller<T>(
      (signal) => get<T>(path, signal),
      interval,
      (next) => {
        answering.set(!next.error || next.error instanceof Refused);
        setState({ ...next, path });
      },
      document,
      pausable ? following : new Store(true),
    );
    poller.current = mine;
    mine.start();
    return () => mine.stop();
  }, [path, typeof interval === "number" ? interval : "by the answer"]);
  const refresh = () => poller.current?.refresh();
  return state.path === path ? { ...state, refresh } : { refresh };
}
