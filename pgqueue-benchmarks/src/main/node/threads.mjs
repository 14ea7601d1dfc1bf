// Runs a contestant's processing in threads of its own, each with its own event loop and connections: Node runs
// JavaScript on one thread, and both contestants are made to be run several times side by side. What their handlers
// count is in shared memory.
import { Worker } from 'node:worker_threads';

export class Threads {
  #threads;
  #count = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  /** @param module exports `processing(url, count)`, which gives `start`, `stop` and `close` */
  constructor(module, url, number) {
    const options = { workerData: { module, url, count: this.#count } };
    const body = new URL('./thread.mjs', import.meta.url);
    this.#threads = Array.from({ length: number }, () => new Worker(body, options));
    for (const thread of this.#threads) {
      // a contestant that has lost a thread must not go on: its figures would be those of another configuration
      thread.on('error', (error) => {
        console.error(error);
        process.exit(1);
      });
    }
  }

  get handled() {
    return Atomics.load(this.#count, 0);
  }

  forgetHandled() {
    Atomics.store(this.#count, 0, 0);
  }

  start = () => this.#all('start');
  stop = () => this.#all('stop');
  close = () => this.#all('close');

  /** Has every thread do something; returns when all have. */
  async #all(command) {
    await Promise.all(this.#threads.map((thread) => tell(thread, command)));
  }
}

function tell(thread, command) {
  return new Promise((resolve, reject) => {
    thread.once('message', (failure) => (failure === null ? resolve() : reject(new Error(failure))));
    thread.postMessage(command);
  });
}
