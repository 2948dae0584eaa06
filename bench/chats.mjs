// Chats: webhooks until they are messages that everybody was told of, against their acknowledgements; lists, messages and search over HTTP,
// each against one conversation by its primary key; places far down against the first page; and the dashboard.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFleet } from './support/fleet.mjs';
import { asFastAsAnswered } from './support/load.mjs';
import { alternate, inverse, spread } from './support/measure.mjs';
import { ROOT, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { undisturbed } from './support/quiet.mjs';
import { LIMIT, REQUESTS, slowestOf, startReading } from './support/reading.mjs';
import { count, digits, milliseconds, perSecond, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const CONNECTIONS = 64;
const DEEPER = 1.3;
/** As many messages as that are in a conversation. */
const PER_CONVERSATION = 10;

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* chats(settings) {
  yield await chain(settings);
  yield* lists(settings);
}

/**
 * Bodies of Netcore with one message each, from a thousand customers.
 * @param {string} address @param {number} amount @param {string} mark
 */
function bodies(address, amount, mark) {
  return Array.from({ length: amount }, (_, n) => ({
    path: address,
    body: JSON.stringify({
      incoming_message: [
        {
          from: `1202555${String(n % 1000).padStart(4, '0')}`,
          from_name: `Customer ${n % 1000}`,
          to: '447700900100',
          message_id: `wamid.${mark}${n}`,
          received_at: String(1_771_924_515 + n),
          message_type: 'TEXT',
          text_type: { text: `Where is my order ${n}?` },
        },
      ],
    }),
  }));
}

/** @param {import('./run.mjs').Settings} settings @returns {Promise<Row>} */
async function chain({ quick, rounds, patience }) {
  const fleet = await startFleet();
  const env = { CHAT_TRIAGE: 'off' };
  const api = await fleet.node('api', env);
  const made = await fetch(`${api.url}/chat-providers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'bench', kind: 'netcore', name: 'Bench', business_number: '+447700900100' }),
  });
  if (made.status !== 201) throw new Error(await made.text());
  const { webhook_address_with_secret } = await made.json();
  const { pathname, search } = new URL(webhook_address_with_secret, 'http://localhost');
  const amount = quick ? 1_000 : 20_000;
  const empty = async () => {
    await fleet.pool.query('truncate public.webhook_events cascade');
    await fleet.pool.query('delete from graphile_worker._private_jobs');
    // Only where the role may: what it spares is noise of the disk.
    await fleet.pool.query('checkpoint').catch(() => undefined);
  };
  const acks = async (/** @type {string} */ mark) => {
    await empty();
    const answers = await asFastAsAnswered(api.url, bodies(`${pathname}${search}`, amount, mark), CONNECTIONS);
    if (answers.statuses[200] !== amount) throw new Error(JSON.stringify(answers.statuses));
    return amount / answers.seconds;
  };
  await acks('warm-');
  /** @type {{ acks: number }[]} */
  const alone = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) alone.push({ acks: await acks(`acks-${round}-`) });
  await empty();
  const worker = await fleet.node('worker', env);
  const carry = async (/** @type {string} */ mark, /** @type {number} */ bodies_sent) => {
    const started = performance.now();
    const answers = await asFastAsAnswered(api.url, bodies(`${pathname}${search}`, bodies_sent, mark), CONNECTIONS);
    for (;;) {
      const { rows } = await fleet.pool.query(`select not exists (select from public.webhook_events where state <> 'processed') as done`);
      if (rows[0].done) break;
      await sleep(20);
    }
    return { whole: (performance.now() - started) / 1000, answers };
  };
  // From here on all customers are known: making one is told by another figure.
  const { whole: first } = await carry('first-', 1000);
  const taken = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    taken.push(
      await undisturbed(patience, async () => {
        await empty();
        await fleet.pool.query('truncate public.messages cascade');
        const told = async () =>
          Number((await fleet.pool.query(`select count(*) as n from public.change_feed where event = 'message:created'`)).rows[0].n);
        const before = await told();
        const { whole, answers } = await carry(`chain-${round}-`, amount);
        const { rows } = await fleet.pool.query(
          `select (select count(*)::integer from public.messages) as messages,
             (select count(*)::integer from public.conversations) as conversations,
             (select count(*)::integer from public.verify_chat_rollups()) as wrong`,
        );
        const changes = (await told()) - before;
        if (rows[0].messages !== amount || changes !== amount || rows[0].wrong !== 0 || rows[0].conversations !== 1000)
          throw new Error(`the chain ended with ${JSON.stringify({ ...rows[0], changes })}`);
        return { rate: amount / whole, acks: amount / answers.seconds, changes };
      }),
    );
  }
  await worker.stop();
  await fleet.stop();
  const ack_rate = spread(alone.map((each) => each.acks)).median;
  const ratio = spread(taken.map(({ result }) => result.rate / ack_rate));
  return {
    id: 'chats-chain',
    figure: 'messages of customers: accepted, stored, in their conversations, told',
    ours: perSecond(spread(taken.map(({ result }) => result.rate)).median, 'messages a second'),
    baseline: perSecond(ack_rate),
    baseline_is: 'acknowledgements of the same bodies alone',
    ratio,
    ratio_text: `${digits(ratio.median)} of the acknowledgements`,
    goal: 'at least 0.3',
    met: ratio.median >= 0.3,
    facts: [
      `one API node, one worker; acknowledged meanwhile at ${perSecond(spread(taken.map(({ result }) => result.acks)).median)}`,
      `change events: ${count(taken[0].result.changes)}`,
      `the first messages of 1,000 customers that nobody knew: ${perSecond(1000 / first, 'messages a second')}`,
    ],
    others: Math.max(...taken.map((each) => each.others)),
  };
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
async function* lists(settings) {
  const product = await startProduct(temporaryFolder('chats'), { CHAT_TRIAGE: 'off' });
  const reading = await startReading(product, settings);
  const { client, get, p95, values } = reading;
  const messages = settings.quick ? 20_000 : 1_000_000;
  const conversations = messages / PER_CONVERSATION;
  settings.log(`${count(messages)} messages in ${count(conversations)} conversations`);
  await client.query(readFileSync(path.join(ROOT, 'bench/chatRows.sql'), 'utf8'));
  await client.query('call bench_chats($1, $2)', [messages, conversations]);
  const tables = ['conversations', 'messages', 'message_search', 'chat_contacts'];
  await client.query(`vacuum analyze ${tables.map((table) => `public.${table}`).join()}`);
  const ids = await values(`select id as value from public.conversations order by md5(id::text) limit ${REQUESTS}`);
  const [large] = await values('select id as value from public.conversations order by message_count desc limit 1');
  const agents = await values('select distinct assignee_id as value from public.conversations where assignee_id is not null');
  const teams = ['support', 'billing', 'logistics', 'sales'];
  const list = (/** @type {string} */ query) => `/conversations?limit=${LIMIT}${query}`;
  const found = (/** @type {string} */ query) => `/conversations/messages?limit=${LIMIT}${query}`;
  /** @type {{ id: string, figure: string, deep?: string, questions: import('./support/reading.mjs').Question[] }[]} */
  const figures = [
    {
      id: 'chats-list',
      figure: `conversations, first page of ${LIMIT}`,
      deep: list(''),
      questions: [
        { name: 'all', paths: [list('')] },
        { name: 'open ones of a team', paths: teams.map((team) => list(`&team=${team}&status=open`)) },
        { name: 'those of an agent', paths: agents.map((id) => list(`&assignee_id=${id}`)) },
        { name: 'unread ones', paths: [list('&unread=true')] },
      ],
    },
    {
      id: 'chats-messages',
      figure: `messages of a conversation, first page of ${LIMIT}`,
      deep: `/conversations/${large}/messages?limit=${LIMIT}`,
      questions: [
        { name: 'ten messages', paths: ids.map((id) => `/conversations/${id}/messages?limit=${LIMIT}`) },
        { name: `${count(messages / 100)} messages`, paths: [`/conversations/${large}/messages?limit=${LIMIT}`] },
      ],
    },
    {
      id: 'chats-search',
      figure: `search of messages, first page of ${LIMIT}`,
      deep: found('&search=refund'),
      questions: [
        { name: 'a rare word', paths: [found('&search=zanzibar')] },
        { name: 'a word that one has', paths: Array.from({ length: 50 }, (_, n) => found(`&search=ref${n * 97 + 1}`)) },
        { name: 'the beginning of a word', paths: [found('&search=zanz')] },
        { name: 'a word of every hundredth', paths: [found('&search=refund')] },
        { name: 'a word of every third', paths: [found('&search=order')] },
      ],
    },
  ];
  for (const { id, figure, deep, questions } of figures) {
    yield await slowestOf(reading, {
      id,
      figure,
      stored: `${count(messages)} messages`,
      questions,
      tables,
      one: ids.map((id) => `/conversations/${id}`),
      one_is: 'one conversation by its primary key, GET /conversations/:id',
    });
    if (!deep) continue;
    const { total } = JSON.parse(await get(deep));
    const page = Math.max(1, Math.floor((total * 0.9) / LIMIT));
    const { next_cursor } = JSON.parse(await get(`${deep}&page=${page}`));
    if (!next_cursor) throw new Error(`${deep} has no place at 90 %.`);
    const place = `${deep}&cursor=${encodeURIComponent(next_cursor)}`;
    const taken = await alternate({
      ours: () => p95([place]),
      baseline: () => p95([deep]),
      rounds: settings.rounds,
      patience: settings.patience,
    });
    const ratio = inverse(taken.baseline_by_ours);
    yield {
      id: `${id}-deep`,
      figure: `${figure.split(',')[0]}, a page at 90 % of ${count(total)}, p95`,
      ours: milliseconds(taken.ours.median),
      baseline: milliseconds(taken.baseline.median),
      baseline_is: 'the first page of the same',
      ratio,
      ratio_text: `${times(ratio.median)} the time`,
      goal: `at most ${DEEPER} times the time`,
      met: ratio.median <= DEEPER,
      facts: [],
      others: taken.others,
    };
  }
  await product.stop();
}
