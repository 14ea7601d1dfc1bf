import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasChromium, inChromium } from "./chromium";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Each page, with what is there once it has loaded. */
const PAGES: [string, string, string][] = [
  ["overview", "", "table"],
  ["tasks", "tasks", "table"],
  ["search", "tasks?errorText=refused", "text=Go on searching"],
  ["task", "tasks/9007199254741395", ".timeline"],
  ["kinds", "kinds", "table"],
  ["kind", "kinds/refund", ".chart canvas"],
  ["workers", "workers", "table"],
  ["schedules", "schedules", "table"],
  ["outbox", "outbox", "table"],
  ["health", "health", "table"],
  ["audit", "audit", "table"],
  ["nowhere", "nowhere", ".empty"],
];

describe.skipIf(!hasChromium)("each page", () => {
  const session = inChromium();

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      for (const [name, path, ready] of PAGES) {
        test(`${name} is accessible in ${colorScheme} at ${width} px, and nothing sticks out`, async () => {
          const page = await session.open(path, { colorScheme, viewport: { width, height: 800 } });
          await page.locator(ready).first().waitFor();
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
          expect(session.complaints).toEqual([]);
        });
      }
    }
  }
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)",
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`),
  );
}
