// pg-boss. It publishes no figures; its maintainer says of speed: batchSize, and several workers. A worker asks again
// after pollingIntervalSeconds, at least half a second, however much it found; notifyWorker makes it ask at once.
import { createRequire } from 'node:module';
import PgBoss from 'pg-boss';
import { connections, enqueue, number } from './load.mjs';
import { Threads } from './threads.mjs';

const { dependencies } = createRequire(import.meta.url)('./package.json');

const QUEUE = 'count';
const INSTANCES = 1;
const WORKERS = 2;
const BATCH_SIZE = 2_000;
const POLLING_INTERVAL_SECONDS = 0.5;
const CALLERS = 20;

const CONFIGURATION =
  `pg-boss ${dependencies['pg-boss']} on Node ${process.versions.node}:` +
  ` ${INSTANCES} instance, ${WORKERS} workers, each batchSize ${BATCH_SIZE},` +
  ` pollingIntervalSeconds ${POLLING_INTERVAL_SECONDS}, and notifyWorker in the handler, so that the next batch is` +
  ' fetched without waiting; enqueued by insert and send';

/** What one thread does. */
export function processing(url, count) {
  const pool = connections(url, WORKERS + 1);
  let boss = null;
  return {
    async start() {
      boss = await startBoss(pool, true);
      for (let i = 0; i < WORKERS; i++) {
        await addWorker(boss, count);
      }
    },
    async stop() {
      await boss?.stop();
      boss = null;
    },
    close: () => pool.end(),
  };
}

async function addWorker(boss, count) {
  const options = { batchSize: BATCH_SIZE, pollingIntervalSeconds: POLLING_INTERVAL_SECONDS };
  let id = null;
  id = await boss.work(QUEUE, options, async (jobs) => {
    count(jobs.length);
    boss.notifyWorker(id);
  });
}

async function startBoss(pool, supervise) {
  const db = { executeSql: (text, values) => pool.query(text, values) };
  // schedule is for cron, which nothing here uses
  const boss = new PgBoss({ db, supervise, schedule: false });
  boss.on('error', console.error);
  return boss.start();
}

export function contestant(url) {
  const pool = connections(url, CALLERS);
  const threads = new Threads(import.meta.url, url, INSTANCES);
  let boss = null;
  const api = {
    one: (payload) => boss.send(QUEUE, payload),
    many: (payloads) => boss.insert(QUEUE, payloads.map((data) => ({ data }))),
  };
  return {
    configuration: CONFIGURATION,
    async install() {
      boss = await startBoss(pool, false);
      await boss.createQueue(QUEUE);
    },
    enqueue: (load) => enqueue(load, api),
    start: threads.start,
    stop: threads.stop,
    handled: () => threads.handled,
    // it keeps jobs that are done; the states are ordered
    remaining: () => number(pool, "select count(*) from pgboss.job where state < 'completed'"),
    async reset() {
      await pool.query('truncate pgboss.job');
      threads.forgetHandled();
    },
    async close() {
      await threads.close();
      await boss?.stop();
      await pool.end();
    },
  };
}
