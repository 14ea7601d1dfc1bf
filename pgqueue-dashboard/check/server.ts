import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { answer } from "../mock/api";

const BUILT = join(import.meta.dirname, "../../pgqueue-spring-boot-starter/src/main/resources/io/pgqueue/dashboard");
const BASE = "/shop/pgqueue/"; // as behind a context path
const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/** Serves what was built as the starter does: below a context path, under its Content-Security-Policy. */
export async function serve(): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path.startsWith(`${BASE}api/`)) {
      void answer((request.url ?? "").slice(`${BASE}api/`.length), request, response);
      return;
    }
    void file(path).then(({ type, body }) => {
      response.setHeader("Content-Type", type);
      response.setHeader("Content-Security-Policy", POLICY);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`, close: () => server.close() };
}

async function file(path: string): Promise<{ type: string; body: string | Buffer }> {
  if (path.startsWith(`${BASE}assets/`)) {
    return {
      type: TYPES[extname(path)] ?? "application/octet-stream",
      body: await readFile(join(BUILT, path.slice(BASE.length))),
    };
  }
  const html = await readFile(join(BUILT, "index.html"), "utf8");
  return { type: "text/html; charset=utf-8", body: html.replace("__BASE__", BASE) };
}
