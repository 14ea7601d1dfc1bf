import type { Me } from "./types";

/** The server refused: what it said is the message. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Nobody answered, or not as our server would. */
export class Unreachable extends Error {}

let csrf: Me["csrf"] = null;

/** The token that Spring Security wants with each write, if the application uses it. */
export function rememberCsrf(next: Me["csrf"]): void {
  csrf = next;
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { method: "GET", signal: signal ?? null });
}

export function post<T>(path: string, body: unknown = {}): Promise<T> {
  const headers: Record<string, string> = { "Content-Type": "application/json", "X-PgQueue-Dashboard": "1" };
  if (csrf) {
    headers[csrf.header] = csrf.token;
  }
  return send<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await answer(path, init);
  const json = isJson(response);
  if (response.ok && json) {
    return (await response.json()) as T;
  }
  if (response.ok && response.status === 204) {
    return {} as T;
  }
  if (response.ok || response.status === 401) {
    throw new Refused(401, "You are not signed in any more. Reload the page to sign in.");
  }
  const said = json ? ((await response.json()) as { error?: string }).error : undefined;
  if (response.status >= 500) {
    throw new Unreachable(said ?? `The server failed (HTTP ${response.status}).`);
  }
  throw new Refused(response.status, said ?? `The server refused this (HTTP ${response.status}).`);
}

async function answer(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(`api/${path}`, document.baseURI), {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json", ...init.headers },
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") {
      throw failure;
    }
    throw new Unreachable("The server does not answer.");
  }
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
}
