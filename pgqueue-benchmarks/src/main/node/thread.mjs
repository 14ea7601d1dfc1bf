// One thread of Threads: does as it is told, and answers null, or what went wrong. Not in threads.mjs, which the module
// imports too: each would wait for the other.
import { parentPort, workerData } from 'node:worker_threads';

const { module, url, count } = workerData;
const { processing } = await import(module);
const processor = await processing(url, (tasks) => Atomics.add(count, 0, tasks));

parentPort.on('message', async (command) => {
  let failure = null;
  try {
    await processor[command]();
  } catch (error) {
    failure = String(error?.stack ?? error);
  }
  parentPort.postMessage(failure);
  if (command === 'close') {
    parentPort.close();
  }
});
