// docs/benchmarks.md, from the results of a run. Nothing in it is typed by hand that a run could have measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './processes.mjs';
import { markdownFacts, markdownTable } from './report.mjs';

const ABOUT = `# Benchmarks

Every figure stands beside a baseline that was measured in the same run, on the same machine, by turns with it: the ratio is
what matters, the absolute numbers belong to the machine below. This page is written by \`npm run bench -- --docs\`.`;

const BASELINES = `## What the baselines are

All on the product's own Postgres with the product's own settings (\`fsync\` and \`synchronous_commit\` on), vacuumed and analysed.

- **Plain aggregates over the raw rows**: \`count\`, \`sum\` and \`group by\` on \`kaleyra_call_logs\`, written for speed (\`bench/figures.mjs\`):
  legs by service, status and agent in one scan, days in another, customer calls from their legs in a third; for that one two
  ways, of which the bench takes the quicker. It may use the product's covering index and gets two more and statistics of its own,
  so every scan is index-only; parallel workers as Postgres has them by default. All figures of the overview are compared, one by one.
- **Plain aggregates over e-mails**: three statements on \`emails\` (\`bench/emailFigures.mjs\`): mailboxes, teams, kinds and statuses in one scan, days in
  another, senders in a third, and the unread ones by an index of their own; with a covering index made for them, so every scan is index-only.
- **E-mails without figures**: the same inserts, 50 a statement, with all other triggers, those of the figures off; neither side commits.
- **DuckDB**: the same statements over a table in its memory, with just the columns they need, few-valued ones as enumerations.
- **The same at a tenth of the rows**: the same days and agents, fewer calls; two servers up, asked by turns.
- **PostgREST directly**: the list's columns, filter, order and limit in its own query language, with the service key, so without the
  permission check, the exact total, the cursor and the signed links that our answer has.
- **Bare server**: Fastify and \`pg\`, one prepared statement, JSON made by Postgres and passed through: what the machine can do at all.
- **Plain upsert**: the same 200-row pages, already read from the provider, parsed and serialised, one \`insert … select … on conflict (id) do update\`
  a page, each a transaction of its own, into a table with the same columns and a primary key only. Our side fetches the pages over HTTP, parses them,
  keeps every index and all dashboard figures, and the place to go on from after a crash.
- **Commit to socket**: the goal. Each event is a transaction of its own, written at its time whether the one before is done or not; the clock starts before
  its commit is sent and stops in the client, which runs in a process of its own on the same machine. Every message is counted.
- **Missed events by SQL**: one \`select\` over \`pg\`, as the same user under the row policies, rows parsed as the driver parses them. Ours is a new
  connection with handshake, permissions and events that are parsed by the client's library.
- **One rpc per request**: Fastify, the same check and key, one \`supabase-js\` call of the inbox's own SQL function per request.
- **Bare inbox**: Fastify and \`pg\`, the same check, key and group commit, and nothing else.
- **Whole chain**: from the first request until the last event is worked on; the domain rows and the change events are counted afterwards.
- **Black hole**: all connections of the node to Postgres and PostgREST run through a tunnel that stays open and lets nothing through.
- **Jobs**: graphile-worker with the same concurrency and a task that does nothing; ours writes a row in each.
- **Bare fetch and parse**: \`imapflow\` and \`mailparser\` in a process of its own (\`bench/support/bareMail.mjs\`), one connection, one \`FETCH\` of all sources, each
  parsed as it comes, nothing stored; before ours and after it, and the mean of both counts. Ours starts with the request that adds the mailbox and ends when each message is an e-mail: raw message and attachments in the
  file store and on the disk, thread, customer, search words, counts, figures and events written. Messages are invented (\`bench/support/mails.mjs\`): plain and HTML,
  quoted replies, newsletters, absence notes, attachments up to 210 kB, of the last four weeks. Triage by rules is on; it waits behind parsing. All share the machine: Dovecot, the product and its Postgres.
- **A mail arrives**: one at a time, by \`APPEND\` over another connection. The bare client hears a mere "there is a mail"; ours has fetched, stored and parsed it, and told
  the socket. Its memory is judged as below, over six times the messages.
- **Memory**: resident memory of the product's process, sampled some times a second during a sync four times as long as the other one. The heap of a
  fresh process fills up to what the garbage collector allows, for some hundred thousand rows, whatever the program keeps; growth can be told
  from that only later, so the last quarter stands against the one before. What each eighth needed, and what stays after collecting, is printed beside.

Rounds are short, ours and the baseline first by turns; the ratio is the median of the rounds' ratios, and its extremes are printed. A round in which
other programs took more than a tenth of the machine is taken again, up to four times, and the least disturbed one counts.`;

const REPEAT = `## Repeating it

\`\`\`
npm run bench                                  # everything; the first time it makes the big tables, which takes most of an hour
npm run bench -- --only overview --agents 50,6
npm run bench -- --only list,sync,start
npm run bench -- --only inbox,feed
npm run bench -- --only email-overview
npm run bench -- --only mail                   # needs Dovecot: apt-get install dovecot-imapd
npm run bench -- --quick                       # 200,000 rows, under a minute: shows that it works, judges nothing
npm run bench -- --help
\`\`\`

The big tables stay in \`/var/tmp/customer-success-bench\` (\`--data\`), some 15 GB each, and are made anew when the schema changes or they are a week old.
Parts that run alone replace their own lines in \`bench/results.json\` only.`;

/** What the proofs printed when they were last recorded. */
function proofs() {
  const file = path.join(ROOT, 'bench/proofs.json');
  if (!existsSync(file)) return '';
  /** @type {Record<string, { line: string, at: string }>} */
  const recorded = JSON.parse(readFileSync(file, 'utf8'));
  const rows = Object.entries(recorded).map(([name, { line, at }]) => `| \`npm run prove:${name}\` | ${line} | ${at.slice(0, 10)} |`);
  return [
    '## Proofs',
    '',
    'What they do: [testing](testing.md). `-- --record` keeps what one prints for this table; CI runs short versions.',
    '',
    '| proof | printed | on |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** @param {import('./report.mjs').Report} report */
export function writeDocument(report) {
  const { machine, results } = report;
  const dates = [...new Set(results.map(({ measured_at }) => measured_at.slice(0, 10)))].sort();
  const others = Math.max(...results.map((result) => result.others));
  const where = `## The machine

${machine.cores} cores (${machine.processor}), ${machine.memory_gib} GiB of memory, ${machine.system}; Node ${machine.node}, PostgreSQL ${machine.postgres}, PostgREST ${machine.postgrest};
commit ${machine.commit}. Measured on ${dates.join(', ')}. The load generator and all servers share the cores. ${
    others > 0.1
      ? `Other programs took up to ${Math.round(others * 100)} % of the machine in the most disturbed round that counts.`
      : 'Other programs took less than a tenth of the machine in every round that counts.'
  }`;
  const missed = results.filter(({ met }) => !met).length;
  const verdict = `${results.length - missed} of ${results.length} goals are met.`;
  const text = [ABOUT, verdict, markdownTable(report), '## Measured on the way', markdownFacts(report), proofs(), where, BASELINES, REPEAT]
    .filter(Boolean)
    .join('\n\n');
  writeFileSync(path.join(ROOT, 'docs/benchmarks.md'), `${text}\n`);
}
