// graphile-worker. Its page on performance calls a local queue and batched completion fastest, without delay where jobs
// abound, with 24 jobs at a time in each of several instances, and a longer local queue for extremely fast tasks.
import { createRequire } from 'node:module';
import { connections, enqueue, number } from './load.mjs';
import { Threads } from './threads.mjs';

// read when the module is loaded; a line for each job would be most of the work
process.env.NO_LOG_SUCCESS = '1';
const { Logger, makeWorkerUtils, run } = await import('graphile-worker');
const { dependencies } = createRequire(import.meta.url)('./package.json');

const TASK = 'count';
const INSTANCES = 2;
const CONCURRENT_JOBS = 24;
const LOCAL_QUEUE_SIZE = 5_000;
const BATCH_DELAY_MILLIS = 0;
const CALLERS = 20;

const CONFIGURATION =
  `graphile-worker ${dependencies['graphile-worker']} on Node ${process.versions.node}:` +
  ` ${INSTANCES} instances in worker threads of one process, each concurrentJobs ${CONCURRENT_JOBS},` +
  ` localQueue.size ${LOCAL_QUEUE_SIZE}, completeJobBatchDelay and failJobBatchDelay ${BATCH_DELAY_MILLIS};` +
  ' enqueued by SQL add_jobs and add_job, which is faster than addJobs and addJob, as no rows come back';

const ADD_JOBS = `select count(*) from graphile_worker.add_jobs(
  array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`;

const ADD_JOB = { name: 'add_job', text: `select graphile_worker.add_job('${TASK}', $1::json) is null` };

const logger = new Logger(() => (level, message) => {
  if (level === 'error' || level === 'warning') {
    console.error(message);
  }
});

/** What one thread does. */
export function processing(url, count) {
  // one more, which listens
  const pgPool = connections(url, CONCURRENT_JOBS + 1);
  const preset = {
    worker: {
      concurrentJobs: CONCURRENT_JOBS,
      localQueue: { size: LOCAL_QUEUE_SIZE },
      completeJobBatchDelay: BATCH_DELAY_MILLIS,
      failJobBatchDelay: BATCH_DELAY_MILLIS,
    },
  };
  const taskList = {
    [TASK]: () => {
      count(1);
    },
  };
  let runner = null;
  return {
    async start() {
      runner = await run({ preset, pgPool, taskList, logger, noHandleSignals: true });
    },
    async stop() {
      await runner?.stop();
      runner = null;
    },
    close: () => pgPool.end(),
  };
}

export async function contestant(url) {
  const pool = connections(url, CALLERS);
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  const threads = new Threads(import.meta.url, url, INSTANCES);
  const api = {
    one: (payload) => pool.query({ ...ADD_JOB, values: [JSON.stringify(payload)] }),
    many: (payloads) =>
      pool.query(ADD_JOBS, [JSON.stringify(payloads.map((payload) => ({ identifier: TASK, payload })))]),
  };
  return {
    configuration: CONFIGURATION,
    install: () => utils.migrate(),
    enqueue: (load) => enqueue(load, api),
    start: threads.start,
    stop: threads.stop,
    handled: () => threads.handled,
    // it deletes jobs that are done
    remaining: () => number(pool, 'select count(*) from graphile_worker._private_jobs'),
    async reset() {
      await pool.query('truncate graphile_worker._private_jobs, graphile_worker._private_job_queues');
      threads.forgetHandled();
    },
    async close() {
      await threads.close();
      await utils.release();
      await pool.end();
    },
  };
}
