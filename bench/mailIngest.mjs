// A mailbox of a real Dovecot into e-mails, against a bare fetch and parse of it; and a mail's way from its arrival to the socket.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ImapFlow } from 'imapflow';
import { io } from 'socket.io-client';
import { inverse, median, spread } from './support/measure.mjs';
import { arrival, inventMails } from './support/mails.mjs';
import { judgeMemory } from './support/memory.mjs';
import { busyMs, undisturbed, waitForQuiet, watchOthers } from './support/quiet.mjs';
import { atEnd, cpuSeconds, residentBytes, ROOT, startService, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, digits, mebibytes, milliseconds, perSecond, seconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */
/** @typedef {import('./support/product.mjs').Product} Product */
/** @typedef {import('./support/memory.mjs').Memory} Memory */
/** @typedef {{ host: string, port: number, user: string, pass: string }} Login */
/**
 * @typedef {{ address: string, login: Login, mails: number, threads: number, attachments: number, bytes: number, stop: () => Promise<void>
 * }} Mailbox
 */

const RATE_GOAL = 0.4;
const ARRIVAL_GOAL_MS = 1_000;
/** Memory is watched over so many times the messages: see docs/benchmarks.md. */
const LONG = 6;

/**
 * A Dovecot that holds so many messages.
 * @param {number} messages
 * @param {number} seed
 * @param {string} [address]
 * @returns {Promise<Mailbox>}
 */
async function startMailbox(messages, seed, address = 'support@example.com') {
  await import(pathToFileURL(path.join(ROOT, 'test/support/typescript.mjs')).href);
  const { startDovecot } = await import(pathToFileURL(path.join(ROOT, 'test/support/dovecot.ts')).href);
  const dovecot = await startDovecot();
  const stop = atEnd(() => dovecot.stop());
  const { mails, ...truth } = inventMails(messages, seed);
  dovecot.fill(mails);
  const { host, port, username, credentials } = dovecot.settings();
  // The server makes its index of the folder, once.
  await dovecot.asOwner(async () => undefined);
  return { address, login: { host, port, user: username, pass: credentials.password }, mails: messages, ...truth, stop };
}

/** Adds the mailbox as a person would. @param {Product} product @param {Mailbox} mailbox @returns {Promise<{ id: string }>} */
function addMailbox(product, { address, login: { host, port, user, pass } }) {
  const server = { imap_host: host, imap_port: port, imap_security: 'none', smtp_host: host, smtp_port: port, smtp_security: 'none' };
  return product.call('/support-emails', {
    method: 'POST',
    body: JSON.stringify({ email_address: address, provider: 'imap', username: user, password: pass, ...server }),
  });
}

/**
 * From the request that adds the mailbox until each of its messages is an e-mail.
 * @param {Product} product @param {import('pg').Client} client @param {Mailbox} mailbox @param {(share: number) => unknown} [watch]
 */
async function ingest(product, client, mailbox, watch) {
  const started = performance.now();
  const { id } = await addMailbox(product, mailbox);
  for (let look = 1; ; look++) {
    // The product's own count, so that looking costs nothing; it is compared with the e-mails afterwards.
    const { rows } = await client.query(
      'select coalesce(sum(rows), 0)::integer as emails from public.email_counters where support_email_id = $1',
      [id],
    );
    await watch?.(rows[0].emails / mailbox.mails);
    if (rows[0].emails >= mailbox.mails) break;
    if (look % 50 === 0) {
      const { rows: parked } = await client.query(`select error_code from public.mailbox_messages where state = 'parked' limit 1`);
      if (parked.length > 0) throw new Error(`a message was parked: ${parked[0].error_code}`);
    }
    await sleep(100);
  }
  return (performance.now() - started) / 1000;
}

/** Until triage has looked at all that it looks at. @param {import('pg').Client} client */
async function triaged(client) {
  for (;;) {
    const { rows } = await client.query(
      `select count(*) filter (where triage_state = 'pending')::integer as waiting,
        count(*) filter (where triage_state = 'done')::integer as done from public.emails`,
    );
    if (rows[0].waiting === 0) return rows[0].done;
    await sleep(100);
  }
}

/** Whether everything is there, and once. @param {import('pg').Client} client @param {Mailbox[]} mailboxes */
async function check(client, mailboxes) {
  const sum = (/** @type {(mailbox: Mailbox) => number} */ of) => mailboxes.reduce((total, mailbox) => total + of(mailbox), 0);
  const [mails, threads, attachments] = [
    sum((mailbox) => mailbox.mails),
    sum((mailbox) => mailbox.threads),
    sum((mailbox) => mailbox.attachments),
  ];
  const { rows } = await client.query(`
    select (select count(*) from public.emails)::integer as mails,
      (select count(*) from public.email_threads where message_count > 0)::integer as threads,
      (select count(*) from public.email_attachments where state = 'stored')::integer as attachments,
      (select sum(message_count) from public.email_threads)::integer as counted,
      (select count(*) from public.email_search)::integer as searched,
      (select sum(rows) from public.email_counters)::integer as listed,
      (select count(*) from public.verify_email_rollups())::integer as wrong`);
  const expected = { mails, threads, attachments, counted: mails, searched: mails, listed: mails, wrong: 0 };
  if (JSON.stringify(rows[0]) !== JSON.stringify(expected))
    throw new Error(`stored ${JSON.stringify(rows[0])}, not ${JSON.stringify(expected)}`);
}

/** The bare program. @param {Mailbox} mailbox @returns {Promise<{ seconds: number, cpu: number }>} */
async function bare({ login, mails, attachments }) {
  const service = await startService({ args: ['bench/support/bareMail.mjs', JSON.stringify(login)], until: 'parsed' });
  await service.stop();
  const parsed = JSON.parse(service.lines.get('parsed') ?? '{}');
  if (parsed.messages !== mails || parsed.attachments < attachments) throw new Error(`the bare program parsed ${JSON.stringify(parsed)}`);
  return { seconds: parsed.seconds, cpu: parsed.cpu_seconds };
}

/**
 * The first mailbox of a product that has just started, and a further one when the first is worked off. The bare program reads each
 * before and after: the machine may have become faster or slower meanwhile.
 * @param {{ mailboxes: [Mailbox, Mailbox], patience: import('./support/quiet.mjs').Patience }} given
 */
async function round({ mailboxes, patience }) {
  const product = await startProduct(temporaryFolder('mail'));
  const client = await product.connect();
  /** @type {number[]} */
  const shares = [];
  /** @template T @param {() => Promise<T>} work */
  const measure = async (work) => {
    if (patience.wait_seconds > 0) await waitForQuiet(patience.wait_seconds);
    const others = watchOthers();
    const result = await work();
    shares.push(others());
    return result;
  };
  /** @param {Mailbox} mailbox */
  const readIn = async (mailbox) => {
    const before = await measure(() => bare(mailbox));
    const { ours, cpu, cpu_beside } = await measure(async () => {
      const [busy, used] = [busyMs(), cpuSeconds(product.pid)];
      const seconds = await ingest(product, client, mailbox);
      const own = cpuSeconds(product.pid) - used;
      return { ours: seconds, cpu: own, cpu_beside: (busyMs() - busy) / 1000 - own };
    });
    const waiting = performance.now();
    const triages = await triaged(client);
    const triaged_seconds = ours + (performance.now() - waiting) / 1000;
    const after = await measure(() => bare(mailbox));
    const middle = (/** @type {'seconds' | 'cpu'} */ of) => (before[of] + after[of]) / 2;
    return { ours, cpu, cpu_beside, baseline: middle('seconds'), baseline_cpu: middle('cpu'), triages, triaged_seconds };
  };
  const first = await readIn(mailboxes[0]);
  await check(client, mailboxes.slice(0, 1));
  const further = await readIn(mailboxes[1]);
  await check(client, mailboxes);
  await product.stop();
  return { first, further, others: Math.max(...shares) };
}

/** @param {Mailbox} mailbox @returns {Promise<Memory>} */
async function memoryOf(mailbox) {
  const product = await startProduct(temporaryFolder('mail-memory'));
  const client = await product.connect();
  /** @type {Memory} */
  const memory = [];
  await ingest(product, client, mailbox, async (at) => {
    const metrics = await (await fetch(`${product.api}/metrics`)).text();
    memory.push({ at, resident: residentBytes(product.pid), heap: Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]) });
  });
  await product.stop();
  return memory;
}

/**
 * @param {string} id @param {string} which @param {Mailbox} mailbox
 * @param {{ ours: number, cpu: number, cpu_beside: number, baseline: number, baseline_cpu: number, triages: number, triaged_seconds: number
 * }[]} rounds seconds
 * @param {number} others
 * @returns {Row}
 */
function rateRow(id, which, mailbox, rounds, others) {
  const ratio = inverse(spread(rounds.map(({ ours, baseline }) => ours / baseline)));
  const cpu = (/** @type {'cpu' | 'cpu_beside' | 'baseline_cpu'} */ of) =>
    milliseconds((1000 * median(rounds.map((each) => each[of]))) / mailbox.mails);
  const rate = (/** @type {'ours' | 'baseline'} */ side) =>
    perSecond(mailbox.mails / median(rounds.map((each) => each[side])), 'messages a second');
  return {
    id,
    figure:
      `ingest of ${count(mailbox.mails)} messages from Dovecot, ${digits(mailbox.bytes / mailbox.mails / 1024)} kB on average, ` +
      `${which}, until all are e-mails`,
    ours: rate('ours'),
    baseline: rate('baseline'),
    baseline_is: 'a bare program that fetches the same mailbox with imapflow and parses each message with mailparser',
    ratio,
    ratio_text: `${times(ratio.median)} its rate`,
    goal: `at least ${RATE_GOAL} of its rate`,
    met: ratio.median >= RATE_GOAL,
    facts: [
      `${count(mailbox.threads)} threads and ${count(mailbox.attachments)} attachments, as invented; kept counts and figures were ` +
        `compared with the e-mails: identical`,
      `CPU a message: ${cpu('cpu')} the product's process, ${cpu('cpu_beside')} all else on the machine (Postgres, Dovecot); ` +
        `${cpu('baseline_cpu')} the bare program`,
      `${count(rounds[0].triages)} e-mails were triaged by rules by then; all of them ` +
        `${seconds(median(rounds.map((each) => each.triaged_seconds)))} after the mailbox was added`,
    ],
    others,
  };
}

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* mail(settings) {
  const messages = settings.quick ? 300 : 5_000;
  /** @type {[Mailbox, Mailbox]} */
  const mailboxes = [await startMailbox(messages, 1), await startMailbox(messages, 4, 'help@example.com')];
  settings.log(`mailboxes of ${count(messages)} messages, ${mailboxes.map(({ bytes }) => mebibytes(bytes)).join(' and ')}`);
  for (const mailbox of mailboxes) await bare(mailbox);
  const rounds = [];
  for (let index = 0; index < settings.rounds; index++) {
    const given = { mailboxes, patience: settings.patience };
    rounds.push(
      (
        await undisturbed(
          { ...settings.patience, wait_seconds: 0 },
          () => round(given),
          ({ others }) => others,
        )
      ).result,
    );
    settings.log(`round ${index + 1}: ${JSON.stringify(rounds.at(-1))}`);
  }
  for (const { stop } of mailboxes) await stop();
  const others = Math.max(...rounds.map((each) => each.others));
  yield rateRow(
    'mail-ingest',
    'into a product that has just started',
    mailboxes[0],
    rounds.map(({ first }) => first),
    others,
  );
  yield rateRow(
    'mail-ingest-further',
    'of a further mailbox into a running product',
    mailboxes[1],
    rounds.map(({ further }) => further),
    others,
  );

  const long_mailbox = await startMailbox(messages * LONG, 2);
  await bare(long_mailbox);
  const watched = [];
  watched.push(await undisturbed(settings.patience, () => memoryOf(long_mailbox)));
  await long_mailbox.stop();
  yield {
    id: 'mail-memory',
    figure: `memory of the product during the ingest of ${count(messages * LONG)} messages`,
    ...judgeMemory(
      watched.map(({ result }) => result),
      'messages',
    ),
    others: Math.max(...watched.map(({ others }) => others)),
  };
  yield await arrivals(settings);
}

/** @param {import('./run.mjs').Settings} settings @returns {Promise<Row>} */
async function arrivals(settings) {
  const mails = settings.quick ? 20 : 200;
  const mailbox = await startMailbox(settings.quick ? 50 : 200, 3);
  const product = await startProduct(temporaryFolder('mail-arrival'));
  const client = await product.connect();
  await ingest(product, client, mailbox);
  await triaged(client);
  const socket = io(`${product.api}/emails`, { auth: { token: product.token }, transports: ['websocket'], forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
  const { host, port, user, pass } = mailbox.login;
  const connect = async () => {
    const connection = new ImapFlow({
      host,
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass },
      logger: false,
      disableAutoIdle: true,
    });
    connection.on('error', () => undefined);
    await connection.connect();
    return connection;
  };
  const writer = await connect();
  const listener = await connect();
  const done = atEnd(async () => {
    socket.disconnect();
    await Promise.all([writer.logout(), listener.logout()]);
  });
  await listener.mailboxOpen('INBOX', { readOnly: true });
  listener.idle().catch(() => undefined);

  let number = 0;
  /** One mail: when its event comes, and when the bare client hears of it. */
  const deliver = async () => {
    const mark = `QX${Date.now().toString(36)}${++number}`;
    const started = performance.now();
    const told = new Promise((resolve) => {
      const hear = (/** @type {{ payload: { subject: string } }} */ { payload }) => {
        if (!payload.subject.endsWith(mark)) return;
        socket.off('email:created', hear);
        resolve(performance.now() - started);
      };
      socket.on('email:created', hear);
    });
    const heard = new Promise((resolve) => listener.once('exists', () => resolve(performance.now() - started)));
    await writer.append('INBOX', arrival(mark), [], new Date());
    const late = sleep(30_000, undefined, { ref: false }).then(() => Promise.reject(new Error(`nothing was told of ${mark}`)));
    late.catch(() => undefined);
    const [ours, baseline] = /** @type {number[]} */ (await Promise.race([Promise.all([told, heard]), late]));
    await sleep(50 + Math.random() * 200);
    return { ours, baseline };
  };
  for (let index = 0; index < 10; index++) await deliver();
  const taken = [];
  for (let index = 0; index < Math.min(settings.rounds, 3); index++) {
    taken.push(
      await undisturbed(settings.patience, async () => {
        const times = [];
        for (let sent = 0; sent < mails; sent++) times.push(await deliver());
        return {
          ours: p(
            0.99,
            times.map(({ ours }) => ours),
          ),
          baseline: p(
            0.99,
            times.map(({ baseline }) => baseline),
          ),
          middle: p(
            0.5,
            times.map(({ ours }) => ours),
          ),
          most: p(
            1,
            times.map(({ ours }) => ours),
          ),
          heard: p(
            0.5,
            times.map(({ baseline }) => baseline),
          ),
        };
      }),
    );
  }
  await done();
  await product.stop();
  await mailbox.stop();
  const rounds = taken.map(({ result }) => result);
  const p99 = spread(rounds.map(({ ours }) => ours));
  return {
    id: 'mail-arrival',
    figure: `from a mail's arrival at Dovecot to its event at the socket, ${count(mails)} mails one by one`,
    ours: `p99 ${milliseconds(p99.median)}`,
    baseline: `p99 ${milliseconds(median(rounds.map(({ baseline }) => baseline)))}`,
    baseline_is: 'a bare imapflow client in IDLE hears that there is a mail',
    ratio: spread(rounds.map(({ ours, baseline }) => ours / baseline)),
    ratio_text: `${times(median(rounds.map(({ ours, baseline }) => ours / baseline)))} the time`,
    goal: `p99 at most ${count(ARRIVAL_GOAL_MS)} ms`,
    met: p99.median <= ARRIVAL_GOAL_MS,
    facts: [
      `p99 ${milliseconds(p99.low)} to ${milliseconds(p99.high)}, median ` +
        `${milliseconds(median(rounds.map(({ middle }) => middle)))}, slowest of all ` +
        `${milliseconds(Math.max(...rounds.map(({ most }) => most)))}; the bare client's median ` +
        `${milliseconds(median(rounds.map(({ heard }) => heard)))}: Dovecot gathers news for half a second before it tells them`,
      'the clock starts before the mail is sent to Dovecot',
    ],
    others: Math.max(...taken.map(({ others }) => others)),
  };
}

/** @param {number} share @param {number[]} values */
function p(share, values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
