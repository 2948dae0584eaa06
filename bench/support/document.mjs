// docs/benchmarks.md, from the results of a run. Nothing in it is typed by hand that a run could have measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './processes.mjs';
import { changedSince, FIGURE_PATHS, figureGroup, originText, PROOF_PATHS } from './provenance.mjs';
import { markdownFacts, markdownTable } from './report.mjs';

const ABOUT = `# Benchmarks

Every figure is compared with a baseline measured in the same run, on the same machine, alternating with it. The ratio is what
matters; the absolute numbers belong to the machine below. The last column names the commit each figure was taken at, and says so when the
code it measures has changed since. This page is generated: by \`npm run bench -- --docs\` after measuring, or by \`npm run docs:benchmarks\`
from the stored results.`;

const BASELINES = `## What the baselines are

All baselines run on the product's own Postgres with the product's own settings (\`fsync\` and \`synchronous_commit\` on), vacuumed and analysed.

- **Plain aggregates over the raw rows**: \`count\`, \`sum\` and \`group by\` on \`kaleyra_call_logs\`, written for speed (\`bench/figures.mjs\`):
  one scan for legs by service, status and agent, one for days, and one that works out customer calls from their legs. For the last there are two
  queries, and the bench uses the faster one. The baseline may use the product's covering index, and gets two more indexes and statistics of its own, so every
  scan is index-only; parallel workers are at Postgres's defaults. Every figure of the overview is compared, one by one.
- **Plain aggregates over e-mails**: three statements on \`emails\` (\`bench/emailFigures.mjs\`): one scan for mailboxes, teams, kinds and statuses, one for
  days and one for senders; unread e-mails have an index of their own. A covering index is created for them, so every scan is index-only.
- **E-mails without figures**: the same inserts, 50 per statement, with the triggers that keep the figures disabled and all others on; neither side commits.
- **DuckDB**: the same statements over an in-memory table with only the columns they need; columns with few values are enums.
- **The same at a tenth of the rows**: the same days and agents with fewer calls; both servers are up and queried alternately.
- **PostgREST directly**: the list's columns, filter, order and limit in PostgREST's own query language, with the service key: no
  permission check, exact total, cursor or signed links, which our response includes.
- **Bare server**: Fastify and \`pg\`, one prepared statement, JSON built by Postgres and passed through: the most this machine can do.
- **Plain upsert**: the same 200-row pages, already fetched, parsed and serialised, written with one \`insert … select … on conflict (id) do update\`
  per page, each in its own transaction, into a table with the same columns and only a primary key. Our side fetches the pages over HTTP, parses them, and
  maintains every index, all dashboard figures and the position to resume from after a crash.
- **Commit to socket**: compared with the goal. Each event is its own transaction, written on schedule whether or not the previous one has finished. The clock
  starts before the commit is sent and stops in the client, a separate process on the same machine. Every message is counted.
- **Missed events by SQL**: one \`select\` over \`pg\`, as the same user under the row policies, with the driver's own parsing. Ours is a new
  connection including the handshake, permissions, and parsing by the client library.
- **One rpc per request**: Fastify, the same check and key, and one \`supabase-js\` call of the inbox's own SQL function per request.
- **Bare inbox**: Fastify and \`pg\`, the same check, key and group commit, and nothing else.
- **Whole chain**: from the first request until the last event has been processed; the domain rows and change events are counted afterwards.
- **Black hole**: all of the node's connections to Postgres and PostgREST go through a tunnel that stays open and lets nothing through.
- **Jobs**: graphile-worker with the same concurrency and a task that does nothing; each of our jobs writes a row.
- **Bare fetch and parse**: \`imapflow\` and \`mailparser\` in their own process (\`bench/support/bareMail.mjs\`), one connection, one \`FETCH\` of all sources, each
  message parsed as it arrives, nothing stored. It runs before and after ours, and the mean counts. Ours starts with the request that adds the mailbox and ends when
  every message is an e-mail: raw message and attachments in the file store, on disk; thread, customer, search words, counts, figures and events written.
  The messages are generated (\`bench/support/mails.mjs\`): plain text and HTML, quoted replies, newsletters, out-of-office notes, attachments up to 210 kB, from the last four
  weeks. Rule-based triage is on and runs after parsing. Dovecot, the product and its Postgres share the machine.
- **A mail arrives**: one at a time, by \`APPEND\` over another connection. The bare client only hears that there is a mail; ours has fetched, stored and parsed
  it and notified the socket.
- **Memory**: resident memory of the product's process, sampled several times a second during a sync of four times the rows, or an ingest of six times the messages. A fresh
  process's heap grows up to what the garbage collector allows, over several hundred thousand rows, whatever the program retains; real growth
  only shows after that, so the last quarter is compared with the one before. The peak of each eighth and what remains after collection are listed too.

Rounds are short and alternate which side goes first. The ratio is the median over the rounds; its extremes are shown. A round in which other
programs used more than a tenth of the machine is repeated, up to four times in all, and the least disturbed attempt counts.`;

const REPEAT = `## Running it

\`\`\`
npm run bench                                  # everything; the first run creates the big tables, which takes most of an hour
npm run bench -- --only overview --agents 50,6
npm run bench -- --only list,sync,start
npm run bench -- --only inbox,jobs,feed
npm run bench -- --only email-overview
npm run bench -- --only mail                   # needs Dovecot: apt-get install dovecot-imapd
npm run bench -- --quick                       # small tables, one round, a few minutes: shows that every bench runs, judges nothing
npm run bench -- --help
npm run docs:benchmarks                        # this page again, without measuring; -- --check tells whether it is up to date
\`\`\`

The big tables stay in \`/var/tmp/customer-success-bench\` (\`--data\`), about 15 GB each; they are rebuilt when the schema changes or after a week.
A run with \`--only\` replaces only its own rows in \`bench/results.json\`. When one bench fails, the others still run and keep their results; the exit code is 1.
\`.ci/run\` does a quick run: it fails when a bench throws or takes longer than 300 s, not when a figure misses its goal.`;

/** What the proofs printed when they were last recorded. */
function proofs() {
  const file = path.join(ROOT, 'bench/proofs.json');
  if (!existsSync(file)) return '';
  /** @type {Record<string, import('./provenance.mjs').Origin & { line: string }>} */
  const recorded = JSON.parse(readFileSync(file, 'utf8'));
  const rows = Object.entries(recorded).map(([name, { line, ...origin }]) => {
    const paths = PROOF_PATHS[name];
    if (!paths) throw new Error(`prove:${name} does not say which code it covers: add it to PROOF_PATHS in bench/support/provenance.mjs.`);
    return `| \`npm run prove:${name}\` | ${line} | ${originText(origin, paths)} |`;
  });
  return [
    '## Proofs',
    '',
    'What they do is described in [testing](testing.md). `npm run prove:<name> -- --record` stores the last line a proof prints for this table; CI runs short versions.',
    '',
    '| proof | result | recorded |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Which code each figure and each proof is about. @param {import('./report.mjs').Report} report */
function measuredCode({ results }) {
  const list = (/** @type {string[]} */ paths) => paths.map((each) => `\`${each}\``).join(', ');
  const groups = [...new Set(results.map(({ id }) => figureGroup(id)))].sort();
  return [
    '## What counts as changed code',
    '',
    'A figure or proof is marked when any commit since touches the code below, spec files excepted. That includes commits that cannot affect the figure, such as formatting or',
    'moving files. The names are prefixes of the ids in `bench/results.json`; the lists live in `bench/support/provenance.mjs`.',
    '',
    '| figures | code |',
    '| --- | --- |',
    ...groups.map((group) => `| \`${group}\` | ${list(FIGURE_PATHS[group])} |`),
    ...Object.entries(PROOF_PATHS).map(([name, paths]) => `| \`prove:${name}\` | ${list(paths)} |`),
  ].join('\n');
}

/** The whole page. @param {import('./report.mjs').Report} report */
function documentText(report) {
  const { machine, results } = report;
  const others = Math.max(...results.map((result) => result.others));
  const where = `## The machine

${machine.cores} cores (${machine.processor}), ${machine.memory_gib} GiB of memory, ${machine.system}; Node ${machine.node}, PostgreSQL ${machine.postgres}, PostgREST ${machine.postgrest}.
The load generator and all servers share the cores. ${
    others > 0.1
      ? `Other programs took up to ${Math.round(others * 100)} % of the machine in the most disturbed round that counts.`
      : 'Other programs took less than a tenth of the machine in every round that counts.'
  }`;
  const missed = results.filter(({ met }) => !met).length;
  const older = results.filter(({ id, commit }) => changedSince(commit, FIGURE_PATHS[figureGroup(id)])).length;
  const verdict = [
    `${results.length - missed} of ${results.length} goals were met when last measured.`,
    older === 0
      ? 'No figure is older than the code it measures.'
      : `${older === results.length ? 'All' : `${older} of the`} figures are older than the code they measure, as the last column says.`,
  ].join(' ');
  const text = [
    ABOUT,
    verdict,
    markdownTable(report),
    '## Measured on the way',
    markdownFacts(report),
    proofs(),
    where,
    measuredCode(report),
    BASELINES,
    REPEAT,
  ]
    .filter(Boolean)
    .join('\n\n');
  return `${text}\n`;
}

const DOCUMENT = path.join(ROOT, 'docs/benchmarks.md');

/** @param {import('./report.mjs').Report} report */
export function writeDocument(report) {
  writeFileSync(DOCUMENT, documentText(report));
}

/** Whether the page says what would be written now. @param {import('./report.mjs').Report} report */
export function documentIsFresh(report) {
  return existsSync(DOCUMENT) && readFileSync(DOCUMENT, 'utf8') === documentText(report);
}
