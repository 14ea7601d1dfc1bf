// Serves one contestant to the benchmark, as ContestantProcess of the Java side does: a command a line on the standard
// input, an answer behind "@@" on the standard output. Arguments: the contestant's name, and the connection URL of its
// database. All else that is printed goes to the standard error. Times are taken in here, around the work alone.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an answer begins with. */
const ANSWER = '@@';

const MODULES = { 'graphile-worker': './graphile.mjs', 'pg-boss': './pgboss.mjs' };

const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const [name, url] = process.argv.slice(2);
if (!Object.hasOwn(MODULES, name) || !url) {
  throw new Error(`usage: contestant.mjs ${Object.keys(MODULES).join('|')} <connection URL>`);
}
const contestant = await (await import(MODULES[name])).contestant(url);

const COMMANDS = {
  configuration: () => ({ configuration: contestant.configuration }),
  install: () => contestant.install(),
  reset: () => contestant.reset(),
  start: () => contestant.start(),
  stop: () => contestant.stop(),
  handled: () => ({ handled: contestant.handled() }),
  remaining: async () => ({ remaining: await contestant.remaining() }),
  async enqueue({ load }) {
    const begun = performance.now();
    await contestant.enqueue(load);
    return { seconds: secondsSince(begun) };
  },
  async drain({ tasks, timeoutSeconds }) {
    const seconds = await drain(tasks, timeoutSeconds);
    return { seconds, handled: contestant.handled() };
  },
};

/** From the start of processing until every task has run and the database shows none that is not done. */
async function drain(tasks, timeoutSeconds) {
  const begun = performance.now();
  await contestant.start();
  try {
    while (contestant.handled() < tasks) {
      await pauseUnlessLate(begun, timeoutSeconds, tasks);
    }
    while ((await contestant.remaining()) > 0) {
      await pauseUnlessLate(begun, timeoutSeconds, tasks);
    }
    return secondsSince(begun);
  } finally {
    await contestant.stop();
  }
}

async function pauseUnlessLate(begun, timeoutSeconds, tasks) {
  if (secondsSince(begun) > timeoutSeconds) {
    const notDone = await contestant.remaining();
    throw new Error(
      `${contestant.handled()} of ${tasks} tasks had run after ${timeoutSeconds} s, and ${notDone} were not done`,
    );
  }
  await sleep(1);
}

function secondsSince(begun) {
  return (performance.now() - begun) / 1e3;
}

async function answer(line) {
  try {
    const { command, ...fields } = JSON.parse(line);
    if (!Object.hasOwn(COMMANDS, command)) {
      throw new Error(`${command} is not a command of this contestant`);
    }
    return (await COMMANDS[command](fields)) ?? {};
  } catch (error) {
    console.error(error);
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  print(`${ANSWER}${JSON.stringify(await answer(line))}\n`);
}
await contestant.close();
