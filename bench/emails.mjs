// E-mail lists, search and the thread view over HTTP, each against one e-mail by its primary key through the same API. That is the quickest
// read by a primary key that the API has: one statement over pg. One row of a small table through PostgREST takes longer, and is told
// beside it.
import { openEmails } from './support/dataset.mjs';
import { startProduct } from './support/product.mjs';
import { LIMIT, REQUESTS, slowestOf, startReading } from './support/reading.mjs';
import { count, milliseconds } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {import('./support/reading.mjs').Question} Question */

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* emails(settings) {
  const dataset = await openEmails({ ...settings, rows: settings.emails });
  const product = await startProduct(dataset.folder);
  const reading = await startReading(product, settings);
  const { values, p95 } = reading;
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

  for (const { id, figure, questions } of figures) {
    const row = await slowestOf(reading, {
      id,
      figure,
      stored: count(dataset.rows),
      questions,
      tables: ['emails', 'email_threads', 'email_search'],
      one: ids.map((id) => `/emails/${id}`),
      one_is: 'one e-mail by its primary key, GET /emails/:id',
    });
    const small = milliseconds(await p95(mailboxes.map((id) => `/support-emails/${id}`)));
    yield { ...row, facts: [...row.facts, `one row of a small table, GET /support-emails/:id, p95: ${small}`] };
  }
  await product.stop();
}
