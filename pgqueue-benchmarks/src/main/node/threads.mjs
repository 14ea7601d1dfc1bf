// Runs a contestant's processing in threads of its own: Node runs JavaScript on one thread, and the documentation of
// both contestants says to run several instances to use more of the machine. Their tasks are counted in shared memory.
import { Worker } from 'node:worker_threads';

export class Threads {
  #threads;
  #count = new Int32Array(new SharedArrayBuffer(4));

  /** @param module exports `processing(url, count)`, which gives `start`, `stop` and `close` */
  constructor(module, url, number) {
    const options = { workerData: { module, url, count: this.#count } };
    this.#threads = Array.from({ length: number }, () => new Worker(new URL('./thread.mjs', import.meta.url), options));
    for (const thread of this.#threads) {
      thread.on('error', (error) => {
        console.error(error);
        process.exit(1);
      });
    }
  }

  get handled() {
    return Atomics.load(this.#count, 0);
  }

  resetHandled() {
    Atomics.store(this.#count, 0, 0);
  }

  /** Has each thread do something; returns when all have. */
  async all(command) {
    await Promise.all(
      this.#threads.map(
        (thread) =>
          new Promise((resolve, reject) => {
            thread.once('message', (error) => (error ? reject(new Error(error)) : resolve()));
            thread.postMessage(command);
          }),
      ),
    );
  }
}
