import { describe, expect, test } from "vitest";
import {
  bytes,
  compact,
  count,
  duration,
  exact,
  percent,
  plural,
  relative,
  shortType,
  toTheSecond,
} from "../src/text/format";

const NOW = Date.parse("2026-11-24T12:00:00Z");

describe("times", () => {
  test.each([
    [0, "just now"],
    [1_499, "just now"],
    [12_900, "12 s ago"],
    [59_999, "59 s ago"],
    [60_000, "1 min ago"],
    [3_600_000, "1 h ago"],
    [47 * 3_600_000, "47 h ago"],
    [48 * 3_600_000, "2 d ago"],
    [-90_000, "in 1 min"],
  ])("%i ms ago is %s", (ms, text) => expect(relative(new Date(NOW - ms).toISOString(), NOW)).toBe(text));

  test("the exact one is to the millisecond, in the reader's zone, and names it", () => {
    expect(exact("2026-11-24T12:00:00.123Z", "Asia/Kolkata")).toMatch(/24 Nov 2026.*17:30:00\.123.*GMT\+5:30/);
  });
});

test("in sentences a time is to the second", () => {
  expect(toTheSecond("2026-11-24T12:00:00.123Z", "Asia/Kolkata")).toMatch(/17:30:00 GMT/);
});

describe("durations", () => {
  test.each([
    [null, "–"],
    [Number.NaN, "–"],
    [0, "0 ms"],
    [0.25, "0.25 ms"],
    [3.14, "3.1 ms"],
    [999.4, "999 ms"],
    [999.6, "1 s"],
    [1_234, "1.2 s"],
    [59_949, "59.9 s"],
    [59_960, "1 min"],
    [185_000, "3 min 5 s"],
    [3_600_000, "1 h"],
    [5_400_000, "1 h 30 min"],
    [93_600_000, "1 d 2 h"],
    [-2_000, "−2 s"],
  ])("%d ms is %s", (ms, text) => expect(duration(ms)).toBe(text));
});

describe("numbers", () => {
  test("are grouped, and short when large", () => {
    expect(count(1_234_567)).toBe("1,234,567");
    expect(compact(99_999)).toBe("99,999");
    expect(compact(10_004_112)).toBe("10M");
    expect(plural(1, "task")).toBe("1 task");
    expect(plural(1_200, "task")).toBe("1,200 tasks");
  });

  test("a part is never 0 % if there is one", () => {
    expect(percent(0, 10)).toBe("0 %");
    expect(percent(1, 100_000)).toBe("< 0.1 %");
    expect(percent(1, 3)).toBe("33 %");
    expect(percent(1, 0)).toBe("–");
  });

  test("sizes have a unit", () => {
    expect(bytes(0)).toBe("0 B");
    expect(bytes(1_500)).toBe("1.5 kB");
    expect(bytes(3_412_336_640)).toBe("3.4 GB");
  });
});

test("a class name is cut to its last part", () => {
  expect(shortType("org.example.Gateway$Refused")).toBe("Refused");
  expect(shortType("Refused")).toBe("Refused");
});
