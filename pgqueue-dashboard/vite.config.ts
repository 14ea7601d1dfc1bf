import { defineConfig } from "vitest/config";
import { mock } from "./mock/plugin.ts";

// Where the starter finds the page: built here, committed there.
const RESOURCES = "../pgqueue-spring-boot-starter/src/main/resources/io/pgqueue/dashboard";

export default defineConfig({
  base: "./",
  build: {
    outDir: RESOURCES,
    emptyOutDir: true,
    assetsInlineLimit: 0, // the Content-Security-Policy has no data: addresses
    modulePreload: false,
    license: { fileName: "licenses.md" }, // of what is in the bundle, as these licenses ask
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // these know light-dark()
  },
  plugins: [mock()],
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
