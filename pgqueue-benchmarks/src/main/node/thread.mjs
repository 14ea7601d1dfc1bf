// One thread of Threads: does what it is told, and answers null, or what went wrong.
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
