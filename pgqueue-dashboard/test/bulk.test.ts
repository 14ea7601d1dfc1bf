import { expect, test } from "vitest";
import { changeAll } from "../src/bulk";

const request = { action: "retry" as const, attempts: 2, filter: { kind: ["refund"], status: [] } };

function server(...pieces: { changed: number; next: string | null }[]) {
  const asked: unknown[] = [];
  const send = (body: unknown) => {
    asked.push(body);
    const piece = pieces.shift();
    return piece ? Promise.resolve(piece) : Promise.reject(new Error("gone"));
  };
  return { asked, send };
}

test("goes on until nothing is left, and tells how far it is", async () => {
  const { asked, send } = server({ changed: 300, next: "a" }, { changed: 0, next: "b" }, { changed: 12, next: null });
  const told: number[] = [];

  expect(await changeAll(request, (changed) => told.push(changed), new AbortController().signal, send)).toBe(312);
  expect(told).toEqual([300, 300, 312]);
  expect(asked).toEqual(
    [null, "a", "b"].map((cursor) => ({ action: "retry", attempts: 2, filter: { kind: ["refund"] }, cursor })),
  );
});

test("ends after the piece in which it was stopped", async () => {
  const { asked, send } = server({ changed: 5, next: "a" }, { changed: 5, next: null });
  const stop = new AbortController();

  expect(await changeAll(request, () => stop.abort(), stop.signal, send)).toBe(5);
  expect(asked).toHaveLength(1);
});

test("says how far it came before it failed", async () => {
  const { send } = server({ changed: 5, next: "a" });
  const told: number[] = [];

  await expect(changeAll(request, (changed) => told.push(changed), new AbortController().signal, send)).rejects.toThrow(
    "gone",
  );
  expect(told).toEqual([5]);
});
