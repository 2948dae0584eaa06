// npm run bench: our figures and their baselines, taken in the same run. What it measures and why: docs/benchmarks.md.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearTimeout } from 'node:timers';
import { parseArgs } from 'node:util';
import { callList } from './callList.mjs';
import { chats } from './chats.mjs';
import { customers } from './customers.mjs';
import { emailOverview } from './emailOverview.mjs';
import { emails } from './emails.mjs';
import { inbox, jobs } from './inbox.mjs';
import { feed } from './feed.mjs';
import { ivr } from './ivr.mjs';
import { mail } from './mailIngest.mjs';
import { notices } from './notices.mjs';
import { overview } from './overview.mjs';
import { routing } from './routing.mjs';
import { search } from './search.mjs';
import { sla } from './sla.mjs';
import { start } from './start.mjs';
import { tickets } from './tickets.mjs';
import { sync_rows } from './sync.mjs';
import { way } from './way.mjs';
import { workflows } from './workflows.mjs';
import { writeDocument } from './support/document.mjs';
import { describeMachine } from './support/machine.mjs';
import { cleanUp, ROOT } from './support/processes.mjs';
import { checkPaths, currentCommit, figureGroup } from './support/provenance.mjs';
import { storeReport, terminalText } from './support/report.mjs';

const USAGE = `npm run bench -- [options]
  --only overview,list,sync,start,inbox,jobs,feed,emails,email-overview,mail,customers,chats,ivr,routing,tickets,search,
         notices,sla,way,workflows
                                    these only; what ran earlier stays in the results
  --rows 10000000                   rows of the big table
  --agents 50,6                     agents among them; one big table for each number, the first serves the list
  --emails 1000000                  e-mails of the big mailbox
  --rounds 5                        rounds, ours and the baseline by turns
  --data /var/tmp/customer-success-bench   where the big tables are kept for the next run; of a quick run, a folder that goes with it
  --out bench/results.json          where the results are written; a quick run writes none unless it is told where
  --wait 60                         seconds to wait before each round until nothing else runs on this machine
  --attempts 4                      how often to take a round that other programs disturb
  --docs                            write docs/benchmarks.md from the results
  --limit 0                         seconds that one of them may take, 0 for as long as it takes; in a quick run 300
  --quick                           20,000 rows, 10,000 e-mails and one round of each: shows that it works, judges nothing;
                                    ends with how many of them passed and failed`;

/**
 * @typedef {{ rows: number, agents: number[], emails: number, rounds: number, data: string, quick: boolean, patience:
 * import('./support/quiet.mjs').Patience, log: (line: string) => void }} Settings
 */

/** @type {Record<string, (settings: Settings) => AsyncGenerator<import('./support/report.mjs').Row>>} */
const PARTS = {
  overview,
  list: callList,
  sync: sync_rows,
  start,
  inbox,
  jobs,
  feed,
  emails,
  'email-overview': emailOverview,
  mail,
  customers,
  chats,
  ivr,
  tickets,
  search,
  notices,
  routing,
  sla,
  way,
  workflows,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string' },
    agents: { type: 'string' },
    emails: { type: 'string' },
    rounds: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
    wait: { type: 'string' },
    attempts: { type: 'string' },
    limit: { type: 'string' },
    docs: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** What a quick run may take of each, on a machine that has other work too: it ends what hangs. */
const QUICK_LIMIT_SECONDS = 300;

/**
 * Does it, but waits no longer than that.
 * @param {() => Promise<void>} work @param {number} limit_seconds 0: as long as it takes
 */
async function within(work, limit_seconds) {
  if (limit_seconds === 0) return work();
  const working = work();
  // Its processes are ended under it then; what it says to that is of no interest.
  working.catch(() => undefined);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${limit_seconds} s.`)), limit_seconds * 1000);
  });
  await Promise.race([working, late]).finally(() => clearTimeout(timer));
}

/** The folder of a quick run's tables: all its parts use them, and they go with it. @type {string | undefined} */
let passing_folder;
function passingFolder() {
  passing_folder = mkdtempSync(path.join(tmpdir(), 'customer-success-bench-'));
  // The database user has to pass through.
  chmodSync(passing_folder, 0o711);
  return passing_folder;
}

async function endAll() {
  await cleanUp();
  if (passing_folder) rmSync(passing_folder, { recursive: true, force: true });
  // What a part still waits for that took too long is not waited for.
  process.exit();
}

async function main() {
  if (values.help) return console.log(USAGE);
  const { quick } = values;
  if (quick && values.docs) throw new Error('A quick run judges nothing, so it writes no document.');
  const settings = {
    quick,
    rows: Number(values.rows ?? (quick ? 20_000 : 10_000_000)),
    agents: (values.agents ?? '50').split(',').map(Number),
    emails: Number(values.emails ?? (quick ? 10_000 : 1_000_000)),
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    data: '',
    patience: { wait_seconds: Number(values.wait ?? (quick ? 0 : 60)), attempts: Number(values.attempts ?? (quick ? 1 : 4)) },
    log: (/** @type {string} */ line) => process.stderr.write(`[bench] ${line}\n`),
  };
  const limit_seconds = Number(values.limit ?? (quick ? QUICK_LIMIT_SECONDS : 0));
  const parts = values.only?.split(',') ?? Object.keys(PARTS);
  const unknown = parts.filter((part) => !(part in PARTS));
  if (unknown.length > 0 || ![settings.rows, settings.emails, settings.rounds, ...settings.agents].every((number) => number > 0))
    throw new Error(USAGE);
  checkPaths();
  settings.data = path.resolve(values.data ?? (quick ? passingFolder() : '/var/tmp/customer-success-bench'));
  const out = values.out ?? (quick ? undefined : path.join(ROOT, 'bench/results.json'));
  const commit = currentCommit();

  /** @type {import('./support/report.mjs').Result[]} */
  const results = [];
  /** @type {string[]} */
  const failed = [];
  let report;
  for (const part of parts) {
    const started = performance.now();
    /** @type {import('./support/report.mjs').Result[]} */
    const measured = [];
    const work = async () => {
      for await (const row of PARTS[part](settings)) {
        figureGroup(row.id);
        const result = { ...row, measured_at: new Date().toISOString(), commit };
        measured.push(result);
        console.log(terminalText(result, quick));
      }
      if (measured.length === 0) throw new Error('It measured nothing.');
    };
    try {
      await within(work, limit_seconds);
    } catch (error) {
      failed.push(part);
      console.error(error);
    }
    // A run of hours keeps what it measured when a later part fails, and the next part finds nothing of this one.
    await cleanUp();
    console.log(`${failed.includes(part) ? 'FAIL' : 'ok  '} bench ${part} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
    results.push(...measured);
    if (out) report = storeReport(path.resolve(out), { machine: describeMachine(), quick, results: measured });
  }
  if (values.docs && report) writeDocument(report);
  if (failed.length > 0) process.exitCode = 1;
  const missed = results.filter(({ met }) => !met).length;
  if (!quick) console.log(`${results.length - missed} goals met, ${missed} missed`);
  console.log(
    `${results.length} figures${out ? ` in ${path.resolve(out)}` : ''}${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}`,
  );
  console.log(`${parts.length - failed.length} passed, ${failed.length} failed`);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => {
    process.exitCode = 1;
    void endAll();
  });
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await endAll();
}
