import { Store } from "../store";

/** What a page knows: the last answer stays while the server is gone. */
export interface Polled<T> {
  data?: T;
  /** When `data` was read, in milliseconds. */
  readAt?: number;
  error?: Error;
  /** When the next try is due after an error, in milliseconds. */
  retryAt?: number;
}

/** Whether somebody looks; a stand-in in tests. */
export interface Visibility {
  readonly hidden: boolean;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Milliseconds from an answer to the next question; it can depend on the answer. 0: it is not asked again. */
export type Interval<T> = number | ((data: T) => number);

/**
 * Reads at once and then again and again, an interval after the last answer. Asks nothing while the tab is hidden, and
 * at once when it is seen again. After an error it waits 2 s, then twice as long each time, up to 30 s. While the reader has
 * paused it, what was read stays as it is until a refresh.
 */
export class Poller<T> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading: AbortController | undefined;
  private failures = 0;
  private state: Polled<T> = {};
  private stopped = true;
  private unfollow: (() => void) | undefined;

  constructor(
    private readonly read: (signal: AbortSignal) => Promise<T>,
    private readonly interval: Interval<T>,
    private readonly changed: (state: Polled<T>) => void,
    private readonly visibility: Visibility = document,
    private readonly following: Store<boolean> = new Store(true),
  ) {}

  start(): void {
    this.stopped = false;
    this.visibility.addEventListener("visibilitychange", this.seen);
    this.unfollow = this.following.follow(this.toggled);
    this.refresh();
  }

  stop(): void {
    this.stopped = true;
    this.visibility.removeEventListener("visibilitychange", this.seen);
    this.unfollow?.();
    this.rest();
  }

  /** Reads now, whatever the timer says; not while the tab is hidden. */
  refresh(): void {
    this.rest();
    if (!this.stopped && !this.visibility.hidden) {
      void this.once();
    }
  }

  private readonly seen = (): void => {
    if (this.visibility.hidden) {
      this.rest();
    } else if (this.state.data === undefined || this.state.error || this.nextWait(this.state.data) > 0) {
      this.refresh();
    }
  };

  private readonly toggled = (): void => {
    if (this.following.value) {
      this.seen();
    } else if (!this.state.error) {
      clearTimeout(this.timer);
    }
  };

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.reading?.abort();
    this.reading = undefined;
  }

  private async once(): Promise<void> {
    const reading = new AbortController();
    this.reading = reading;
    try {
      const data = await this.read(reading.signal);
      if (reading.signal.aborted) {
        return;
      }
      this.failures = 0;
      this.state = { data, readAt: Date.now() };
      this.later(this.nextWait(data));
    } catch (failure) {
      if (reading.signal.aborted) {
        return;
      }
      this.failures++;
      const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.failures);
      this.state = { ...this.state, error: failure as Error, retryAt: Date.now() + wait };
      this.later(wait);
    }
    this.changed(this.state);
  }

  private nextWait(data: T): number {
    if (!this.following.value) {
      return 0;
    }
    return typeof this.interval === "number" ? this.interval : this.interval(data);
  }

  private later(ms: number): void {
    if (ms > 0) {
      this.timer = setTimeout(() => void this.once(), ms);
    }
  }
}
