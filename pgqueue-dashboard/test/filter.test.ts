import { describe, expect, test } from "vitest";
import {
  fromLocalInput,
  fromQuery,
  inWords,
  isEmpty,
  payloadCondition,
  SINGLE_FIELDS,
  toBody,
  toLocalInput,
  toQuery,
  type TaskFilter,
} from "../src/filter";

const query = (text: string) => new URLSearchParams(text);

describe("a filter and its address", () => {
  test("an address gives the filter that made it", () => {
    const filter: TaskFilter = {
      kind: ["refund", "send-invoice"],
      status: ["must_retry", "no_attempts_left"],
      key: "a&b=c/ü",
      errorText: "I/O error: 100 %",
      payload: '{"order":{"id":42}}',
      from: "2026-11-24T10:00:00.000Z",
    };

    expect(fromQuery(query(toQuery(filter).toString()))).toEqual(filter);
  });

  test("every condition survives the way to the address and back", () => {
    for (const field of SINGLE_FIELDS) {
      expect(fromQuery(toQuery({ kind: [], status: [], [field]: "1" }))[field]).toBe("1");
    }
  });

  test("the same filter has one address, in whatever order it was put together", () => {
    const one = toQuery({ status: ["running", "new"], kind: ["b", "b"], key: " k " }).toString();
    const other = toQuery({ kind: ["b"], key: "k", status: ["new", "running"] }).toString();

    expect(one).toBe(other);
    expect(one).toBe("kind=b&status=new&status=running&key=k");
  });

  test("what an address holds beyond a filter is left out", () => {
    expect(fromQuery(query("status=sleeping&kind=&colour=red&key=+&cursor=9"))).toEqual({ kind: [], status: [] });
  });

  test("a bulk action sends lists as lists, and only what was set", () => {
    expect(toBody({ kind: ["refund"], status: [], id: "9007199254740993", key: "" })).toEqual({
      kind: ["refund"],
      id: "9007199254740993",
    });
  });

  test("the dialog says what is meant", () => {
    expect(inWords({ kind: ["a", "b"], status: [], key: "k" })).toBe("Kind: a, b; External key: k");
    expect(inWords({ kind: [], status: [] })).toBe("all tasks of all kinds");
    expect(isEmpty({ kind: [], status: [], key: " " })).toBe(true);
  });
});

describe("a condition on the payload", () => {
  test.each([
    ["order.id = 42", '{"order":{"id":42}}'],
    ["name=Ada Lovelace", '{"name":"Ada Lovelace"}'],
    ["paid: true", '{"paid":true}'],
    ['id = "42"', '{"id":"42"}'],
    ["id = 9007199254740993", '{"id":9007199254740993}'],
    [' {"a": 1} ', '{"a": 1}'],
    ["[1]", "[1]"],
  ])("%s is %s", (text, json) => expect(payloadCondition(text)).toBe(json));

  test.each(["{broken", "no value", "= 3", "a b = 3"])("%s is refused", (text) =>
    expect(payloadCondition(text)).toBeUndefined(),
  );
});

describe("a time in the reader's zone", () => {
  test("comes back as the instant that it was", () => {
    expect(fromLocalInput(toLocalInput("2026-03-29T01:30:07.000Z"))).toBe("2026-03-29T01:30:07.000Z");
  });

  test("is empty for none, and for nonsense", () => {
    expect(toLocalInput(undefined)).toBe("");
    expect(toLocalInput("yesterday")).toBe("");
    expect(fromLocalInput("")).toBeUndefined();
  });
});
