// npm run bench: our figures and their baselines, taken in the same run. What it measures and why: docs/benchmarks.md.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { callList } from './callList.mjs';
import { emailOverview } from './emailOverview.mjs';
import { emails } from './emails.mjs';
import { inbox } from './inbox.mjs';
import { feed } from './feed.mjs';
import { mail } from './mailIngest.mjs';
import { overview } from './overview.mjs';
import { start } from './start.mjs';
import { sync_rows } from './sync.mjs';
import { writeDocument } from './support/document.mjs';
import { describeMachine } from './support/machine.mjs';
import { cleanUp, ROOT } from './support/processes.mjs';
import { storeReport, terminalText } from './support/report.mjs';

const USAGE = `npm run bench -- [options]
  --only overview,list,sync,start,inbox,feed,emails,email-overview,mail   these only; what ran earlier stays in the results
  --rows 10000000                   rows of the big table
  --agents 50,6                     agents among them; one big table for each number, the first serves the list
  --emails 1000000                  e-mails of the big mailbox
  --rounds 5                        rounds, ours and the baseline by turns
  --data /var/tmp/customer-success-bench   where the big tables are kept for the next run
  --out bench/results.json          where the results are written
  --wait 60                         seconds to wait before each round until nothing else runs on this machine
  --attempts 4                      how often to take a round that other programs disturb
  --docs                            write docs/benchmarks.md from the results
  --quick                           200,000 rows, 20,000 e-mails and one round of each: shows that it works, judges nothing`;

/**
 * @typedef {{ rows: number, agents: number[], emails: number, rounds: number, data: string, quick: boolean, patience: import('./support/quiet.mjs').Patience,
 *   log: (line: string) => void }} Settings
 */

/** @type {Record<string, (settings: Settings) => AsyncGenerator<import('./support/report.mjs').Row>>} */
const PARTS = { overview, list: callList, sync: sync_rows, start, inbox, feed, emails, 'email-overview': emailOverview, mail };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string' },
    agents: { type: 'string' },
    emails: { type: 'string' },
    rounds: { type: 'string' },
    data: { type: 'string', default: '/var/tmp/customer-success-bench' },
    out: { type: 'string' },
    wait: { type: 'string' },
    attempts: { type: 'string' },
    docs: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main() {
  if (values.help) return console.log(USAGE);
  const { quick } = values;
  const settings = {
    quick,
    rows: Number(values.rows ?? (quick ? 200_000 : 10_000_000)),
    agents: (values.agents ?? '50').split(',').map(Number),
    emails: Number(values.emails ?? (quick ? 20_000 : 1_000_000)),
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    data: path.resolve(values.data),
    patience: { wait_seconds: Number(values.wait ?? (quick ? 0 : 60)), attempts: Number(values.attempts ?? (quick ? 1 : 4)) },
    log: (/** @type {string} */ line) => process.stderr.write(`[bench] ${line}\n`),
  };
  const parts = values.only?.split(',') ?? Object.keys(PARTS);
  const unknown = parts.filter((part) => !(part in PARTS));
  if (unknown.length > 0 || ![settings.rows, settings.emails, settings.rounds, ...settings.agents].every((number) => number > 0))
    throw new Error(USAGE);

  /** @type {import('./support/report.mjs').Result[]} */
  const results = [];
  for (const part of parts) {
    for await (const row of PARTS[part](settings)) {
      const result = { ...row, measured_at: new Date().toISOString() };
      results.push(result);
      console.log(terminalText(result, quick));
    }
  }
  // A quick run must not overwrite figures that were measured.
  const out = path.resolve(values.out ?? (quick ? path.join(settings.data, 'results.quick.json') : path.join(ROOT, 'bench/results.json')));
  const report = storeReport(out, { machine: describeMachine(), quick, results });
  if (values.docs) writeDocument(report);
  const missed = quick ? 0 : results.filter(({ met }) => !met).length;
  console.log(`${results.length} figures${quick ? '' : `, ${results.length - missed} goals met, ${missed} missed`}; ${out}`);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
