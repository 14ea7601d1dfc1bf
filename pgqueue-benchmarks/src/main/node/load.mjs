// What the contestants share: what tasks carry and how a load is spread over callers, as Payload and Load of the Java
// side have it; and connections.
import pg from 'pg';

/** What the other fields of a payload and their names take. */
const FRAME = 44;

const WORDS = 'the quick brown fox jumps over the lazy dog and runs into the night ';

/** A text that makes a payload as long as asked. */
function note(payloadBytes) {
  const length = Math.max(0, payloadBytes - FRAME);
  return WORDS.repeat(Math.floor(length / WORDS.length) + 1).slice(0, length);
}

/**
 * Enqueues a load by as many callers side by side as it has threads: each works through its share, call after call.
 *
 * @param one takes a payload, when each task is a call of its own
 * @param many takes an array of payloads otherwise
 */
export async function enqueue(load, { one, many }) {
  if (load.keyed || load.priorities !== 1 || load.delaySeconds !== 0) {
    throw new Error('only plain loads are measured here: no keys, one priority, no delay');
  }
  const text = note(load.payloadBytes);
  const shares = Array.from({ length: load.threads }, (_, caller) => {
    const from = Math.floor((load.tasks * caller) / load.threads);
    const to = Math.floor((load.tasks * (caller + 1)) / load.threads);
    return load.perCall === 1 ? singly(from, to, text, one) : inBatches(from, to, load.perCall, text, many);
  });
  await Promise.all(shares);
}

async function singly(from, to, text, one) {
  for (let number = from; number < to; number++) {
    await one({ number, at: 0, note: text });
  }
}

async function inBatches(from, to, perCall, text, many) {
  for (let first = from; first < to; first += perCall) {
    const length = Math.min(perCall, to - first);
    await many(Array.from({ length }, (_, i) => ({ number: first + i, at: 0, note: text })));
  }
}

/** A pool whose connections stay open, so that no measure pays for opening them twice. */
export function connections(url, max) {
  const pool = new pg.Pool({ connectionString: url, max, idleTimeoutMillis: 0 });
  // one listener for connections in the pool, and one for those in use
  pool.on('error', console.error);
  pool.on('connect', (client) => client.on('error', console.error));
  return pool;
}

/** The one number that a query gives. */
export async function number(pool, sql) {
  const { rows } = await pool.query({ text: sql, rowMode: 'array' });
  return Number(rows[0][0]);
}
