import { Store, useStore } from "./store";

/** Where the reader is, below the dashboard's base: `tasks/42` and its query. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

const place = new Store<Place>(here());

function base(): URL {
  return new URL(document.baseURI);
}

function here(): Place {
  const root = base().pathname;
  const path = location.pathname.startsWith(root) ? location.pathname.slice(root.length) : "";
  return { path, query: new URLSearchParams(location.search) };
}

export function usePlace(): Place {
  return useStore(place);
}

/** Goes to an address below the base, such as `tasks?status=running`. */
export function go(href: string, how: "push" | "replace" = "push"): void {
  const url = new URL(href, base());
  history[how === "push" ? "pushState" : "replaceState"](null, "", url);
  place.set(here());
}

/** A part of a path as it was meant; as it is, if somebody has mutilated it. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a page with a query; empty values are left out. */
export function address(path: string, query: URLSearchParams | Record<string, string | null | undefined> = {}): string {
  const pairs = query instanceof URLSearchParams ? [...query] : Object.entries(query);
  const params = new URLSearchParams(pairs.filter((pair): pair is [string, string] => !!pair[1]));
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

/** Links below the base change the place without a reload; all others, and new tabs, are the browser's. */
export function followLinks(): void {
  addEventListener("popstate", () => place.set(here()));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) {
      return;
    }
    if (
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey ||
      link.target ||
      link.hasAttribute("download")
    ) {
      return;
    }
    const root = base();
    if (link.origin === root.origin && link.pathname.startsWith(root.pathname)) {
      event.preventDefault();
      go(link.href);
    }
  });
}
