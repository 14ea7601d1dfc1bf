import { expect, test } from "vitest";
import { prettyJson } from "../src/text/json";

test("lays out objects and lists", () => {
  expect(prettyJson('{"a":[1,{"b":null}],"c":{},"d":[ ]}')).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  );
});

test("is what JSON.stringify gives, where numbers are small", () => {
  const value = { text: 'a "quote", a \\ and {braces}: [1]', deep: [[[]], [{ x: [true, false] }]] };

  expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test("keeps every digit", () => {
  expect(prettyJson('{"id":9007199254740993,"sum":1.10}')).toBe('{\n  "id": 9007199254740993,\n  "sum": 1.10\n}');
});

test("leaves alone what is no JSON", () => {
  expect(prettyJson("<b>{")).toBe("<b>{");
});
