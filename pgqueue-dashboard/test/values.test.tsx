import { cleanup, render } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { Values, words } from "../src/ui/Values";

afterEach(cleanup);

test("names are words", () => {
  expect(words("workerCount")).toBe("Worker count");
  expect(words("lagMs")).toBe("Lag");
});

test("durations, lists and truths are told as people do", () => {
  const { container } = render(
    <Values of={{ attemptTimeout: 10_000, maxAttempts: 3, transactional: false, noRetryFor: [], lastBeat: null }} />,
  );

  expect([...container.querySelectorAll("dd")].map((one) => one.textContent)).toEqual(["10 s", "3", "no", "none", "–"]);
});
