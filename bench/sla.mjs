// The clock against counting minutes; due times rebuilt against plain updates of the same rows; and the sidebar's numbers with much and
// with little that is promised.
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startFleet } from './support/fleet.mjs';
import { alternate, inverse, time, timeSeveral } from './support/measure.mjs';
import { ROOT, temporaryFolder } from './support/processes.mjs';
import { startProduct } from './support/product.mjs';
import { count, milliseconds, times } from './support/report.mjs';

/** @typedef {import('./support/report.mjs').Row} Row */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const load = (/** @type {string} */ file) => import(pathToFileURL(path.join(ROOT, 'dist', file)).href);

/** @param {import('./run.mjs').Settings} settings @returns {AsyncGenerator<Row>} */
export async function* sla(settings) {
  yield await clock(settings);
  yield await rebuilding(settings);
  yield await counting(settings);
}

/**
 * Histories of 30 days with a pause each night, in shifts with a lunch.
 * @param {import('./run.mjs').Settings} settings @returns {Promise<Row>}
 */
async function clock(settings) {
  register('../test/support/typescriptHooks.mjs', import.meta.url);
  const [{ OpenHours, readClock, stretchesOf }, { BusinessTime }, { WallCalendar, countMinutes }] = await Promise.all([
    load('slaConfig/clock.js'),
    load('common/businessTime/businessTime.js'),
    import('../test/prove/sla/minuteCounter.ts'),
  ]);
  const histories = settings.quick ? 20 : 50;
  /** @type {[string, string][]} */
  const day = [
    ['09:00', '13:00'],
    ['14:00', '18:00'],
  ];
  const calendar = {
    zone: 'Asia/Kolkata',
    hours: { mon: day, tue: day, wed: day, thu: day, fri: day },
    holidays: [],
    holiday_closes: 'date',
  };
  const target = 2_000;
  const all = Array.from({ length: histories }, (_, n) => {
    const start = Date.parse('2026-03-02T03:00:00Z') + n * 7 * MINUTE_MS;
    const pauses = Array.from({ length: 29 }, (_unused, date) => [
      { at: start + date * DAY_MS + 300 * MINUTE_MS, kind: 'pause' },
      { at: start + date * DAY_MS + 390 * MINUTE_MS, kind: 'resume' },
    ]);
    return { ticks: [{ at: start, kind: 'start' }, ...pauses.flat()], now: start + 30 * DAY_MS };
  });
  // Both remember the days that they have worked out.
  const hours = new OpenHours([{ from: 0, time: new BusinessTime(calendar) }]);
  const walls = [{ from: 0, wall: new WallCalendar(/** @type {any} */ (calendar)) }];
  const read = () => all.map(({ ticks, now }) => readClock(stretchesOf(ticks, now), target * MINUTE_MS, Infinity, hours, now).counted_ms);
  const minutes = () => all.map(({ ticks, now }) => countMinutes(/** @type {any} */ (ticks), walls, target, now, now).counted * MINUTE_MS);
  if (JSON.stringify(read()) !== JSON.stringify(minutes())) throw new Error('The clock and the counter of minutes do not say the same.');
  const taken = await alternate({
    ours: () => timeSeveral(read, 15),
    baseline: () => time(minutes),
    rounds: settings.rounds,
    patience: settings.patience,
  });
  return {
    id: 'sla-clock',
    figure: `clocks of ${count(histories)} histories of 30 days read`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'counting every minute by the wall clock, as prove:sla does',
    ratio: taken.baseline_by_ours,
    ratio_text: times(taken.baseline_by_ours.median),
    goal: 'at least 200 times',
    met: taken.baseline_by_ours.median >= 200,
    facts: [],
    others: taken.others,
  };
}

/** So many arrive at once at most; more in one statement take longer each. */
const BATCH = 2_000;
const THREADS = `
  with made as (
    insert into public.email_threads
      (support_email_id, subject, message_count, inbound_count, first_message_at, last_message_at, last_inbound_at)
    select $1, 'Promised ' || n, 1, 1, t.at, t.at, t.at
    from generate_series($2::int, $3::int) n cross join lateral (select now() - n * interval '1 second' as at) t
    returning id, first_message_at
  )
  insert into public.emails (support_email_id, thread_id, direction, message_id, from_email, subject, received_at)
  select $1, m.id, 'inbound', m.id || '@example.com', 'asha@example.com', 'Promised', m.first_message_at from made m`;

/** Every due time anew, after the policy has changed. @param {import('./run.mjs').Settings} settings @returns {Promise<Row>} */
async function rebuilding(settings) {
  const items = settings.quick ? 2_000 : 100_000;
  const [{ SlaReadingService }, { SlaRepository }] = await Promise.all([
    load('slaConfig/slaReading.service.js'),
    load('slaConfig/sla.repository.js'),
  ]);
  // Without any node: nobody else reads.
  const fleet = await startFleet();
  const { pool } = fleet;
  const mailbox = await pool.query(
    `insert into public.support_emails (email_address, username, imap_host, smtp_host, is_watched)
     values ('sla@example.com', 'sla@example.com', '127.0.0.1', '127.0.0.1', false) returning id`,
  );
  for (let made = 0; made < items; made += BATCH) await pool.query(THREADS, [mailbox.rows[0].id, made + 1, Math.min(items, made + BATCH)]);
  const service = new SlaReadingService(new SlaRepository(overPool(pool)), { zone: 'Asia/Kolkata' });
  await pool.query('truncate public.sla_stale');
  await service.rebuild(() => new Date());
  await pool.query('analyze');
  let minutes = 600;
  const ours = async () => {
    minutes += 1;
    await pool.query('update public.sla_policies set first_response_minutes = $1, resolution_minutes = $1 * 4 where is_default', [minutes]);
    return time(async () => {
      const { changed } = await service.rebuild(() => new Date(), { live: true });
      if (changed < items) throw new Error(`${changed} rows changed, ${items} things should have.`);
    });
  };
  const later = (/** @type {string} */ column) => `${column} = ${column} + interval '1 minute'`;
  const baseline = () =>
    time(async () => {
      await pool.query(`update public.sla_items set ${later('due_at')}, ${later('next_at')}, policy_version = policy_version + 1`);
      await pool.query(
        `update public.sla_clocks
         set ${later('due_at')}, ${later('warn_at')}, ${later('breach_at')}, policy_version = policy_version + 1`,
      );
      await pool.query(`update public.assignment_queue set ${later('sla_due_at')}`);
    });
  const taken = await alternate({ ours, baseline, rounds: settings.rounds, patience: settings.patience });
  await fleet.stop();
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'sla-rebuild',
    figure: `due times of ${count(items)} e-mail threads rebuilt after a change of the policy`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: 'plain updates of the same rows: the things, their two clocks and their places in the queue',
    ratio,
    ratio_text: times(ratio.median),
    goal: 'at most 3 times',
    met: ratio.median <= 3,
    facts: [],
    others: taken.others,
  };
}

/** What SlaRepository asks of the database, without a node. @param {import('pg').Pool} pool */
function overPool(pool) {
  const rows = async (/** @type {any} */ client, /** @type {any} */ text, /** @type {any} */ values) =>
    (await client.query(text, values)).rows;
  return {
    query: (/** @type {any} */ text, /** @type {any} */ values) => rows(pool, text, values),
    transaction: async (/** @type {(query: any) => Promise<any>} */ work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work((/** @type {any} */ text, /** @type {any} */ values) => rows(client, text, values));
        await client.query('commit');
        return result;
      } finally {
        client.release();
      }
    },
  };
}

const CLOCKS = `
  insert into public.sla_clocks (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, team, tier,
    target_minutes, state, started_at, ended_at)
  select gen_random_uuid(), 'conversation', gen_random_uuid(), 'first_response', 1, p.id, 1,
    (array['email', 'whatsapp', 'call', 'ticket'])[1 + n % 4],
    (array['support', 'sales', 'billing'])[1 + n % 3], (array['vip', 'high', 'normal'])[1 + n % 3], 60,
    (array['running', 'at_risk', 'paused', 'breached', 'met', 'late'])[1 + n % 6], now() - n * interval '1 second',
    case when n % 6 > 3 then now() end
  from generate_series(1, $1::int) n, (select id from public.sla_policies where is_default) p`;

/** @param {import('./run.mjs').Settings} settings @returns {Promise<Row>} */
async function counting(settings) {
  const [many, few] = settings.quick ? [10_000, 1_000] : [settings.emails, 10_000];
  const started = async (/** @type {number} */ items) => {
    const product = await startProduct(temporaryFolder(`sla-${items}`));
    const client = await product.connect();
    // They are counted once.
    await client.query('alter table public.sla_clocks disable trigger user');
    await client.query(CLOCKS, [items]);
    await client.query('alter table public.sla_clocks enable trigger user');
    await client.query(`select public.rebuild_kept_counts('public.sla_clocks')`);
    await client.query('analyze public.sla_clocks');
    return product;
  };
  const [big, small] = [await started(many), await started(few)];
  const asked = (/** @type {import('./support/product.mjs').Product} */ product) => () =>
    timeSeveral(() => product.call('/sla/counts'), 25);
  const taken = await alternate({ ours: asked(big), baseline: asked(small), rounds: settings.rounds, patience: settings.patience });
  await Promise.all([big.stop(), small.stop()]);
  const ratio = inverse(taken.baseline_by_ours);
  return {
    id: 'sla-counts',
    figure: `numbers of clocks for the sidebar, of ${count(many)}`,
    ours: milliseconds(taken.ours.median),
    baseline: milliseconds(taken.baseline.median),
    baseline_is: `the same of ${count(few)}`,
    ratio,
    ratio_text: times(ratio.median),
    goal: 'at most 2 times',
    met: ratio.median <= 2,
    facts: [],
    others: taken.others,
  };
}
