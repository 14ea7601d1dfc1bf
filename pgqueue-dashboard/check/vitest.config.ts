import { defineConfig } from "vitest/config";

/** Checks of what was built, in Chromium: `npm run build` first. */
export default defineConfig({
  test: {
    include: ["check/**/*.check.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
