// How long `npm start` takes to its `ready` line: in a fresh clone, without data, and warm.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { spread } from './support/measure.mjs';
import { undisturbed } from './support/quiet.mjs';
import { ROOT, startService, temporaryFolder } from './support/processes.mjs';
import { digits, seconds } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

/**
 * Starts it as a person would, and stops it again. Returns milliseconds from the command to ready.
 * @param {string} checkout @param {string} [data_dir]
 */
async function startOnce(checkout, data_dir = path.join(checkout, '.data')) {
  const note = path.join(data_dir, 'runtime.json');
  const service = await startService({
    file: 'npm',
    args: ['start'],
    cwd: checkout,
    env: { PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: data_dir },
    until: 'ready',
    // npm does not hand every signal on; the product itself is told.
    pid: () => (existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')).pid : undefined),
  });
  await service.stop();
  return service.ready_ms;
}

/** A clone as others get it; what is not committed yet is laid over it. */
function freshClone() {
  const checkout = path.join(temporaryFolder('clone'), 'checkout');
  const git = (/** @type {string[]} */ ...args) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
    return stdout;
  };
  git('clone', '--quiet', '--no-hardlinks', ROOT, checkout);
  const changed = git('ls-files', '--modified', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean);
  for (const file of changed) {
    const target = path.join(checkout, file);
    rmSync(target, { force: true });
    if (!existsSync(path.join(ROOT, file))) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(ROOT, file), target);
  }
  return { checkout, changed: changed.length };
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* start(settings) {
  if (settings.quick) return yield* withoutClone();
  const { checkout, changed } = freshClone();
  settings.log(`npm start in ${checkout}${changed ? ` (with ${changed} files that are not committed)` : ''}`);
  const began = Date.now();
  const all = await startOnce(checkout);
  const installed = statSync(path.join(checkout, 'node_modules/.install-stamp')).mtimeMs - began;
  const built = statSync(path.join(checkout, 'dist/.build-stamp')).mtimeMs - began - installed;
  const { patience, rounds } = settings;
  const first = [];
  const warm = [];
  for (let round = 0; round < rounds; round++) {
    first.push(
      await undisturbed(patience, async () => {
        rmSync(path.join(checkout, '.data'), { recursive: true, force: true });
        return startOnce(checkout);
      }),
    );
    warm.push(await undisturbed(patience, () => startOnce(checkout)));
  }
  yield row('start-warm', 'npm start, warm', warm, 3, [
    'installed, built and initialised before; the time of npm and of the check whether anything must be built is in it',
  ]);
  yield row('start-first', 'npm start, first start after install', first, 15, [
    'built, but no database yet: it is created, migrated and given its demo data',
    `everything, in a fresh clone: ${seconds(all / 1000)}, of which npm ci ${seconds(installed / 1000)} (packages from the local ` +
      `cache where they are there), the build ${seconds(built / 1000)}, the start ${seconds((all - installed - built) / 1000)}`,
  ]);
}

/** Of a quick run: this checkout, as it is installed and built, with a data folder of its own. @returns {AsyncGenerator<Row>} */
async function* withoutClone() {
  const data_dir = temporaryFolder('start');
  const first = { result: await startOnce(ROOT, data_dir), others: 0 };
  const warm = { result: await startOnce(ROOT, data_dir), others: 0 };
  yield row('start-warm', 'npm start, warm', [warm], 3, []);
  yield row('start-first', 'npm start, first start', [first], 15, []);
}

/**
 * @param {string} id
 * @param {string} figure
 * @param {{ result: number, others: number }[]} rounds milliseconds
 * @param {number} most seconds
 * @param {string[]} facts
 * @returns {Row}
 */
function row(id, figure, rounds, most, facts) {
  const taken = spread(rounds.map(({ result }) => result));
  const of_goal = { ...taken, median: taken.median / 1000 / most, low: taken.low / 1000 / most, high: taken.high / 1000 / most };
  return {
    id,
    figure,
    ours: seconds(taken.median / 1000),
    baseline: `${most} s`,
    baseline_is: 'the goal',
    ratio: of_goal,
    ratio_text: `${digits(of_goal.median)} of the goal`,
    goal: `at most ${most} s to ready`,
    met: taken.median / 1000 <= most,
    facts,
    others: Math.max(...rounds.map(({ others }) => others)),
  };
}
