import type { Plugin } from "vite";
import { answer } from "./api.ts";

/** For `npm run dev`: the API with made-up data, and the base address that the server would put in. */
export function mock(): Plugin {
  return {
    name: "pgqueue-mock",
    apply: "serve",
    transformIndexHtml: (html) => html.replace("__BASE__", "/"),
    configureServer(server) {
      server.middlewares.use("/api", (request, response) => {
        void answer((request.url ?? "/").slice(1), request, response);
      });
    },
  };
}
