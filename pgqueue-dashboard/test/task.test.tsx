import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, describe, expect, test } from "vitest";
import { HOSTILE, tasks } from "../mock/data";
import type { Task } from "../src/api/types";
import { timeline } from "../src/timeline";
import { FollowUps } from "../src/pages/TaskPage";
import { Attempts, attemptsOf } from "../src/ui/Attempts";
import { Table } from "../src/ui/Table";

const at = (second: number) => `2026-11-24T12:00:${String(second).padStart(2, "0")}Z`;

function task(change: Partial<Task>): Task {
  return {
    ...tasks()[0]!,
    createdAt: at(0),
    startedAt: null,
    finishedAt: null,
    errors: [],
    log: [],
    transitions: [],
    ...change,
  };
}

afterEach(cleanup);

describe("a timeline", () => {
  test("follows the log of transitions, with what the handler said in between", () => {
    const moments = timeline(
      task({
        transitions: [
          { at: at(0), to: "new", attempt: 0 },
          { at: at(2), from: "new", to: "running", attempt: 1, worker: "w1" },
          { at: at(9), from: "running", to: "succeeded", attempt: 1 },
        ],
        log: [{ attempt: 1, at: at(5), message: "half way" }],
      }),
    );

    expect(moments.map((moment) => `${moment.text} ${moment.detail ?? ""}`.trim())).toEqual([
      "Added",
      "New → Running attempt 1, on w1",
      "Attempt 1 says half way",
      "Running → Succeeded attempt 1",
    ]);
  });

  test("without a log goes by the task's own times", () => {
    const moments = timeline(
      task({
        status: "cancelled",
        attempt: 2,
        startedAt: at(6),
        finishedAt: at(8),
        cancelReason: "withdrawn",
        errors: [{ attempt: 1, at: at(4), type: "Refused", message: "no" }],
      }),
    );

    expect(moments.map((moment) => moment.text)).toEqual([
      "Added",
      "Attempt 1 failed",
      "Attempt 2 started",
      "Cancelled",
    ]);
  });
});

describe("attempts", () => {
  test("are put together from errors, log and transitions, the latest first", () => {
    const attempts = attemptsOf(
      task({
        status: "running",
        attempt: 2,
        startedAt: at(6),
        worker: "w2",
        errors: [{ attempt: 1, at: at(4), type: "Refused", message: "no", worker: "w1" }],
        transitions: [{ at: at(1), from: "new", to: "running", attempt: 1, worker: "w1" }],
      }),
    );

    expect(attempts).toMatchObject([
      { number: 2, state: "running", startedAt: at(6), worker: "w2" },
      { number: 1, state: "failed", startedAt: at(1), endedAt: at(4), worker: "w1" },
    ]);
  });

  test("that were given back show the run that became of them, and how many went before", () => {
    const redeployed = task({
      status: "succeeded",
      attempt: 1,
      startedAt: at(20),
      finishedAt: at(22),
      worker: "w3",
      transitions: [
        { at: at(0), to: "new", attempt: 0 },
        { at: at(1), from: "new", to: "running", attempt: 1, worker: "w1" },
        { at: at(5), from: "running", to: "new", attempt: 1, worker: "w1", reason: "stopped" },
        { at: at(6), from: "new", to: "running", attempt: 1, worker: "w2" },
        { at: at(9), from: "running", to: "must_retry", attempt: 1, worker: "w2", reason: "not counted" },
        { at: at(20), from: "must_retry", to: "running", attempt: 1, worker: "w3" },
        { at: at(22), from: "running", to: "succeeded", attempt: 1, worker: "w3" },
      ],
    });

    expect(attemptsOf(redeployed)).toMatchObject([
      { number: 1, state: "succeeded", startedAt: at(20), endedAt: at(22), worker: "w3", before: 2 },
    ]);
    render(<Attempts task={redeployed} />);
    expect(screen.getByText("after 2 runs that did not count,")).toBeTruthy();
    expect(screen.getByText("took 2 s", { exact: false })).toBeTruthy();
  });

  test("that run again have not ended yet", () => {
    const [attempt] = attemptsOf(
      task({
        status: "running",
        attempt: 1,
        startedAt: at(6),
        transitions: [
          { at: at(1), from: "new", to: "running", attempt: 1, worker: "w1" },
          { at: at(5), from: "running", to: "new", attempt: 1, worker: "w1" },
          { at: at(6), from: "new", to: "running", attempt: 1, worker: "w2" },
        ],
      }),
    );

    expect(attempt).toMatchObject({ state: "running", startedAt: at(6), worker: "w2" });
    expect(attempt?.endedAt).toBeUndefined();
  });

  test("say what keeps the times of earlier ones where nothing does", () => {
    render(<Attempts task={task({ status: "running", attempt: 2, startedAt: at(6) })} />);

    expect(screen.getByText("transition-log-ttl")).toBeTruthy();
  });

  test("show hostile text as text", () => {
    const { container } = render(
      <Attempts
        task={task({
          errors: [{ attempt: 1, at: at(4), type: HOSTILE, message: HOSTILE, stackTrace: HOSTILE, worker: HOSTILE }],
          log: [{ attempt: 1, at: at(3), message: HOSTILE }],
        })}
      />,
    );

    expect(container.querySelector("img")).toBeNull();
    expect(screen.getAllByText(HOSTILE, { exact: false }).length).toBeGreaterThan(3);
  });
});

describe("follow-ups", () => {
  test("link to each, with its kind and status", () => {
    render(
      <FollowUps
        task={{
          followUps: [
            { id: "11", kind: "send-invoice", status: "succeeded" },
            { id: "12", kind: HOSTILE, status: "new" },
          ],
          moreFollowUps: true,
        }}
      />,
    );

    const links = screen.getAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")]);
    expect(links).toEqual([
      ["11", "tasks/11"],
      ["send-invoice", "kinds/send-invoice"],
      ["12", "tasks/12"],
      [HOSTILE, `kinds/${encodeURIComponent(HOSTILE)}`],
    ]);
    expect(screen.getByText("Succeeded")).toBeTruthy();
    expect(screen.getByText("There are more than these 2.")).toBeTruthy();
  });

  test("are not spoken of where there are none", () => {
    const { container } = render(<FollowUps task={{ followUps: [] }} />);

    expect(container.textContent).toBe("");
  });
});

test("an empty table says what to do", () => {
  render(<Table label="Kinds" rows={[]} columns={[]} rowKey={String} empty="Declare a @TaskHandler." />);

  expect(screen.getByText("Declare a @TaskHandler.")).toBeTruthy();
  expect(screen.queryByRole("table")).toBeNull();
});
