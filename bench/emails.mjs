// E-mail lists, search and the thread view over HTTP, each against one e-mail by its primary key through the same API. That is the quickest
// read by a primary key that the API has: one statement over pg. One row of a small table through PostgREST takes longer, and is told beside it.
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmails } from './support/dataset.mjs';
import { percentile } from './support/load.mjs';
import { alternate, inverse, time } from './support/measure.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {{ name: string, paths: string[] }} Question */

const LIMIT = 50;
/** Requests of one measurement, one after the other. */
const REQUESTS = 200;
const MOST = 3;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* emails(settings) {
  const dataset = await openEmails({ ...settings, rows: settings.emails });
  const product = await startProduct(dataset.folder);
  const headers = { authorization: `Bearer ${product.token}` };
  const get = async (/** @type {string} */ path) => {
    const response = await fetch(`${product.api}${path}`, { headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 400)}`);
    return text;
  };

  const client = await product.connect();
  /** @param {string} sql @returns {Promise<string[]>} */
  const values = async (sql) => (await client.query(sql)).rows.map((row) => String(row.value));
  const ids = await values(`select id as value from public.emails tablesample system (1) limit ${REQUESTS}`);
  const threads = await values(`select thread_id as value from public.emails tablesample system (1) limit ${REQUESTS}`);
  const mailboxes = await values('select id as value from public.support_emails order by id');
  const agents = await values(`select id as value from public.agents where name like 'Agent %' order by id`);
  const teams = ['billing', 'logistics', 'support', 'sales', 'quality'];
  const list = (/** @type {string} */ query) => `/emails?limit=${LIMIT}${query}`;

  /** @type {{ id: string, figure: string, questions: Question[] }[]} */
  const figures = [
    { id: 'email-list', figure: `e-mail list, first page of ${LIMIT}`, questions: [{ name: 'all e-mails', paths: [list('')] }] },
    {
      id: 'email-list-filtered',
      figure: `e-mail list with filters, first page of ${LIMIT}`,
      questions: [
        { name: 'open ones of a team', paths: teams.map((team) => list(`&team=${team}&status=open`)) },
        { name: 'unread ones of a mailbox', paths: mailboxes.map((id) => list(`&support_email_id=${id}&is_read=false`)) },
        { name: 'those of an agent', paths: agents.map((id) => list(`&assignee_id=${id}`)) },
      ],
    },
    {
      id: 'email-search',
      figure: `e-mail search, first page of ${LIMIT}`,
      questions: [
        { name: 'a rare word', paths: [list('&search=zanzibar')] },
        { name: 'a word that one has', paths: Array.from({ length: 50 }, (_, n) => list(`&search=ref${n * 997}`)) },
        { name: 'the beginning of a word', paths: [list('&search=zanz')] },
        { name: 'two words', paths: [list('&search=order%20zanzibar')] },
        { name: 'a word of every hundredth e-mail', paths: [list('&search=refund')] },
        { name: 'a word of every third e-mail', paths: [list('&search=order')] },
      ],
    },
    {
      id: 'email-thread',
      figure: 'thread with its messages and texts',
      questions: [{ name: 'a thread of four', paths: threads.map((id) => `/emails/threads/${id}`) }],
    },
  ];

  const p95 = async (/** @type {string[]} */ paths) => {
    const taken = [];
    for (let request = 0; request < (settings.quick ? 40 : REQUESTS); request++)
      taken.push(await time(() => get(paths[request % paths.length])));
    return percentile(taken, 0.95);
  };
  const one = () => p95(ids.map((id) => `/emails/${id}`));
  const smallest = () => p95(mailboxes.map((id) => `/support-emails/${id}`));
  const tables = ['emails', 'email_threads', 'email_search'];
  const sequentialScans = async () => {
    // A connection tells what it did a second after it did it.
    await sleep(1500);
    const { rows } = await client.query(
      'select coalesce(sum(seq_scan), 0)::integer as scans from pg_stat_user_tables where relname = any ($1)',
      [tables],
    );
    return Number(rows[0].scans);
  };

  for (const { id, figure, questions } of figures) {
    /** @type {{ name: string, taken: Awaited<ReturnType<typeof alternate>>, ratio: ReturnType<typeof inverse> }[]} */
    const answers = [];
    const scans_before = await sequentialScans();
    for (const { name, paths } of questions) {
      const shown = JSON.parse(await get(paths[0]));
      if ((shown.data ?? shown.messages).length === 0) throw new Error(`${name}: nothing was found, so nothing is measured`);
      const taken = await alternate({ ours: () => p95(paths), baseline: one, rounds: settings.rounds, patience: settings.patience });
      answers.push({ name, taken, ratio: inverse(taken.baseline_by_ours) });
    }
    const scans = (await sequentialScans()) - scans_before;
    const row_of_small_table = await smallest();
    const worst = answers.reduce((a, b) => (a.ratio.median >= b.ratio.median ? a : b));
    yield {
      id,
      figure: `${figure}, ${count(dataset.rows)} stored, p95${answers.length > 1 ? `, the slowest of ${answers.length} questions` : ''}`,
      ours: milliseconds(worst.taken.ours.median),
      baseline: milliseconds(worst.taken.baseline.median),
      baseline_is: 'one e-mail by its primary key, GET /emails/:id, p95',
      ratio: worst.ratio,
      ratio_text: `${times(worst.ratio.median)} the time`,
      goal: `at most ${MOST} times the time, no sequential scan`,
      met: worst.ratio.median <= MOST && scans === 0,
      facts: [
        ...(answers.length > 1
          ? answers.map(({ name, taken, ratio }) => `${name}: ${milliseconds(taken.ours.median)}, ${times(ratio.median)}`)
          : []),
        `against one row of a small table, GET /support-emails/:id, p95 ${milliseconds(row_of_small_table)}: ${times(worst.taken.ours.median / row_of_small_table)}`,
        `sequential scans of ${tables.join(', ')}: ${scans}`,
      ],
      others: Math.max(...answers.map(({ taken }) => taken.others)),
    };
  }
  await product.stop();
}
