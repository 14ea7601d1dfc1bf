import pg from 'pg';
import PgBoss from 'pg-boss';
import { enqueue } from './load.mjs';
import { Threads } from './threads.mjs';

const QUEUE = 'count';
const THREADS = 2;
const BATCH = 1_000;
const POLL_SECONDS = 0.5; // the least that it allows

function database(url, max) {
  const pool = new pg.Pool({ connectionString: url, max, idleTimeoutMillis: 0 });
  pool.on('error', console.error);
  return { executeSql: (text, values) => pool.query(text, values), end: () => pool.end() };
}

/** One instance, in a thread of its own. */
export async function processing(url, count) {
  const db = database(url, 4);
  let boss;
  return {
    async start() {
      boss = new PgBoss({ db, schedule: false });
      boss.on('error', console.error);
      await boss.start();
      const options = { batchSize: BATCH, pollingIntervalSeconds: POLL_SECONDS };
      const worker = await boss.work(QUEUE, options, async (jobs) => {
        count(jobs.length);
        // there may be more: fetch again at once, and not when it is time to poll
        boss.notifyWorker(worker);
      });
    },
    async stop() {
      await boss?.stop();
      boss = undefined;
    },
    close: () => db.end(),
  };
}

export async function contestant(url) {
  const db = database(url, 20);
  const boss = new PgBoss({ db, supervise: false, schedule: false });
  boss.on('error', console.error);
  const threads = new Threads(import.meta.url, url, THREADS);
  return {
    configuration:
      `pg-boss 11.1.2 on Node ${process.versions.node}: ${THREADS} threads with an instance each, batches of ${BATCH},` +
      ` polled each ${POLL_SECONDS} s and fetched again after each batch; insert() for batches`,
    async install() {
      await boss.start();
      await boss.createQueue(QUEUE);
    },
    enqueue: (load) => enqueue(load, {
      one: (payload) => boss.send(QUEUE, payload),
      many: (payloads) => boss.insert(QUEUE, payloads.map((data) => ({ data }))),
    }),
    start: () => threads.all('start'),
    stop: () => threads.all('stop'),
    handled: () => threads.handled,
    async remaining() {
      const { rows } = await db.executeSql(`select count(*)::int as count from pgboss.job where state < 'completed'`);
      return rows[0].count;
    },
    async reset() {
      await db.executeSql('truncate pgboss.job');
      threads.resetHandled();
    },
    async close() {
      await threads.all('close');
      await boss.stop();
      await db.end();
    },
  };
}
