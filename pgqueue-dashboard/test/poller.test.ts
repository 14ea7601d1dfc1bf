import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Store } from "../src/store";
import { type Interval, type Polled, Poller, type Visibility } from "../src/api/poller";

class Tab implements Visibility {
  hidden = false;
  private listeners = new Set<() => void>();

  addEventListener(_: "visibilitychange", listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_: "visibilitychange", listener: () => void): void {
    this.listeners.delete(listener);
  }

  hide(hidden: boolean): void {
    this.hidden = hidden;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

describe("a poller", () => {
  const tab = new Tab();
  const following = new Store(true);
  let answers: (() => Promise<string>)[];
  let states: Polled<string>[];
  let poller: Poller<string>;
  const read = vi.fn((_: AbortSignal) => (answers.shift() ?? (() => Promise.resolve("ok")))());

  beforeEach(() => {
    vi.useFakeTimers();
    tab.hidden = false;
    following.set(true);
    answers = [];
    states = [];
    read.mockClear();
  });

  afterEach(() => {
    poller.stop();
    vi.useRealTimers();
  });

  const started = async (interval: Interval<string> = 2_000) => {
    poller = new Poller(read, interval, (state) => states.push(state), tab, following);
    poller.start();
    await vi.advanceTimersByTimeAsync(0);
  };
  const fails = () => Promise.reject(new Error("gone"));

  test("reads at once, and again after its interval", async () => {
    await started();
    expect(states.map((state) => state.data)).toEqual(["ok"]);

    await vi.advanceTimersByTimeAsync(4_000);
    expect(read).toHaveBeenCalledTimes(3);
  });

  test("asks nothing while the tab is hidden, and at once when it is seen", async () => {
    await started();
    tab.hide(true);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(1);

    tab.hide(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("begins quietly in a hidden tab", async () => {
    tab.hidden = true;
    await started();
    poller.refresh();
    expect(read).not.toHaveBeenCalled();
  });

  test("gives up what it is reading when the tab is hidden", async () => {
    let signal: AbortSignal | undefined;
    read.mockImplementationOnce((given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    await started();
    tab.hide(true);
    expect(signal?.aborted).toBe(true);
  });

  test("keeps what it knows while the server is gone, and waits twice as long each time, up to 30 s", async () => {
    await started();
    answers = Array.from({ length: 7 }, () => fails);
    await vi.advanceTimersByTimeAsync(2_000);
    const last = () => states[states.length - 1]!;
    expect(last()).toMatchObject({ data: "ok", error: new Error("gone"), retryAt: Date.now() + 2_000 });

    const waits: number[] = [];
    for (let at = 0; at < 6; at++) {
      waits.push(last().retryAt! - Date.now());
      await vi.advanceTimersByTimeAsync(waits[at]!);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test("is well again after an answer", async () => {
    answers = [fails];
    await started();
    expect(states[0]?.data).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(states[1]).toMatchObject({ data: "ok" });
    expect(states[1]?.error).toBeUndefined();
  });

  test("does not repeat what its answer says is costly, not even when it is seen again", async () => {
    await started((answer) => (answer === "ok" ? 0 : 1_000));
    tab.hide(true);
    tab.hide(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(1);

    poller.refresh();
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("stands still while the reader has paused it, and reads at once when it goes on", async () => {
    await started();
    following.set(false);
    await vi.advanceTimersByTimeAsync(600_000);
    tab.hide(true);
    tab.hide(false);
    expect(read).toHaveBeenCalledTimes(1);

    poller.refresh();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(2);

    following.set(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(read).toHaveBeenCalledTimes(4);
  });

  test("reads a page that was opened while paused once, and again after an error", async () => {
    following.set(false);
    answers = [fails];
    await started();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(states.map((state) => state.data)).toEqual([undefined, "ok"]);
  });

  test("says nothing after it was stopped", async () => {
    poller = new Poller(read, 2_000, (state) => states.push(state), tab);
    poller.start();
    poller.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toEqual([]);
  });
});
