import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { reset } from "../mock/api";
import { serve } from "./server";

const PATH = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const hasChromium = existsSync(PATH);

export interface Session {
  url: string;
  open: (path: string, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>) => Promise<Page>;
  /** What the browser complained of: errors, and whatever the Content-Security-Policy stopped. */
  complaints: string[];
}

/** A browser and a server for the tests of a file, and a window of its own for each. */
export function inChromium(): Session {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  let contexts: BrowserContext[] = [];
  const session: Session = {
    url: "",
    complaints: [],
    open: async (path, options, prepare) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => session.complaints.push(error.message));
      page.on("console", (message) => message.type() === "error" && session.complaints.push(message.text()));
      await prepare?.(page);
      await page.goto(session.url + path);
      return page;
    },
  };
  beforeAll(async () => {
    server = await serve();
    session.url = server.url;
    const args = [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ];
    browser = await chromium.launch({ executablePath: PATH, args });
  });
  beforeEach(() => {
    reset();
    session.complaints.length = 0;
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });
  return session;
}
