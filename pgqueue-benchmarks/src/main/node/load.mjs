// What tasks carry, and how a load is spread over callers; as Payload and Load of the Java side say.

/** What the other fields of a payload and their names take. */
const FRAME = 44;

const WORDS = 'the quick brown fox jumps over the lazy dog and runs into the night ';

function note(payloadBytes) {
  const length = Math.max(0, payloadBytes - FRAME);
  return WORDS.repeat(Math.floor(length / WORDS.length) + 1).slice(0, length);
}

/**
 * Enqueues a load by as many callers side by side as it has threads: each works through its share, one call after the
 * other on a connection of its own.
 *
 * @param one takes a payload, when each task is to be a call
 * @param many takes an array of payloads otherwise
 */
export async function enqueue(load, { one, many }) {
  if (load.keyed || load.priorities !== 1 || load.delaySeconds !== 0) {
    throw new Error('only plain loads are measured here: no keys, one priority, no delay');
  }
  const text = note(load.payloadBytes);
  const callers = [];
  for (let caller = 0; caller < load.threads; caller++) {
    const from = Math.floor((load.tasks * caller) / load.threads);
    const to = Math.floor((load.tasks * (caller + 1)) / load.threads);
    callers.push(share(from, to, load.perCall, text, one, many));
  }
  await Promise.all(callers);
}

async function share(from, to, perCall, text, one, many) {
  for (let number = from; number < to; ) {
    if (perCall === 1) {
      await one(payload(number++, text));
      continue;
    }
    const payloads = [];
    while (payloads.length < perCall && number < to) {
      payloads.push(payload(number++, text));
    }
    await many(payloads);
  }
}

function payload(number, text) {
  return { number, at: 0, note: text };
}
