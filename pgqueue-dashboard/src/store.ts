import { useEffect, useState } from "preact/hooks";

/** A value that components follow. */
export class Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(next: T): void {
    if (next !== this.current) {
      this.current = next;
      for (const listener of [...this.listeners]) {
        listener();
      }
    }
  }

  follow(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export function useStore<T>(store: Store<T>): T {
  const [, draw] = useState({});
  useEffect(() => store.follow(() => draw({})), [store]);
  return store.value;
}
