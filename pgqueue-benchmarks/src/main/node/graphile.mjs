import pg from 'pg';
import { enqueue } from './load.mjs';
import { Threads } from './threads.mjs';

process.env.NO_LOG_SUCCESS = '1';
const { Logger, makeWorkerUtils, run } = await import('graphile-worker');

const TASK = 'count';
const THREADS = 2;
const LOCAL_QUEUE = 500;
const CONCURRENT_JOBS = 24;
const BATCH_DELAY = 0; // milliseconds: what is done is completed together, as soon as may be

const logger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') {
    console.error(message);
  }
});

/** One runner, in a thread of its own. */
export async function processing(url, count) {
  const pgPool = new pg.Pool({ connectionString: url, max: CONCURRENT_JOBS + 1, idleTimeoutMillis: 0 });
  pgPool.on('error', console.error);
  pgPool.on('connect', (client) => client.on('error', console.error));
  const preset = {
    worker: {
      concurrentJobs: CONCURRENT_JOBS,
      maxPoolSize: CONCURRENT_JOBS + 1,
      localQueue: { size: LOCAL_QUEUE },
      completeJobBatchDelay: BATCH_DELAY,
      failJobBatchDelay: BATCH_DELAY,
    },
  };
  const taskList = { [TASK]: () => void count(1) };
  let runner;
  return {
    async start() {
      runner = await run({ preset, pgPool, taskList, logger, noHandleSignals: true });
    },
    async stop() {
      await runner?.stop();
      runner = undefined;
    },
    close: () => pgPool.end(),
  };
}

export async function contestant(url) {
  const pool = new pg.Pool({ connectionString: url, max: 20, idleTimeoutMillis: 0 });
  pool.on('error', console.error);
  pool.on('connect', (client) => client.on('error', console.error));
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  const threads = new Threads(import.meta.url, url, THREADS);
  return {
    configuration:
      `graphile-worker 0.17.3 on Node ${process.versions.node}: ${THREADS} worker threads with a runner each,` +
      ` ${CONCURRENT_JOBS} concurrent jobs, a local queue of ${LOCAL_QUEUE}, batched completion; addJobs for batches`,
    install: () => utils.migrate(),
    enqueue: (load) => enqueue(load, {
      one: (payload) => utils.addJob(TASK, payload),
      many: (payloads) => utils.addJobs(payloads.map((payload) => ({ identifier: TASK, payload }))),
    }),
    start: () => threads.all('start'),
    stop: () => threads.all('stop'),
    handled: () => threads.handled,
    async remaining() {
      const { rows } = await pool.query('select count(*)::int as count from graphile_worker._private_jobs');
      return rows[0].count;
    },
    async reset() {
      await pool.query('truncate graphile_worker._private_jobs, graphile_worker._private_job_queues');
      threads.resetHandled();
    },
    async close() {
      await threads.all('close');
      await utils.release();
      await pool.end();
    },
  };
}
