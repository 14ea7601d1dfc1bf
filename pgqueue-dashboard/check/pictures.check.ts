import { join } from "node:path";
import { describe, test } from "vitest";
import { hasChromium, inChromium } from "./chromium";

const IMAGES = process.env.DASHBOARD_IMAGES; // where to put them; none are taken without

const PICTURES: [string, string, string, "light" | "dark", number, number][] = [
  ["overview", "", ".sparkline", "light", 1280, 900],
  ["overview-dark", "?window=day", ".sparkline", "dark", 1280, 900],
  ["tasks", "tasks?errorText=refused&status=must_retry&status=no_attempts_left", ".banner", "light", 1280, 760],
  ["task", "tasks/9007199254741395", ".timeline", "dark", 1280, 1100],
  ["kind", "kinds/refund", ".chart canvas", "light", 1280, 760],
  ["workers", "workers", "table", "light", 1280, 760],
  ["schedules", "schedules", "table", "light", 1280, 400],
  ["outbox", "outbox", "table", "dark", 1280, 520],
  ["health", "health", "table", "light", 1280, 860],
  ["phone", "", ".sparkline", "dark", 360, 800],
];

describe.skipIf(!hasChromium || !IMAGES)("pictures for the documentation", () => {
  const session = inChromium();

  for (const [name, path, ready, colorScheme, width, height] of PICTURES) {
    test(name, async () => {
      const page = await session.open(path, { colorScheme, viewport: { width, height } });
      await page.locator(ready).first().waitFor();
      await page.screenshot({ path: join(IMAGES!, `dashboard-${name}.png`) });
    });
  }
});
