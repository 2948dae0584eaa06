import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { Hooks } from '../../support/factories/webhookDeliveries.js';

let database: TestDatabase;
let hooks: Hooks;

beforeEach(async () => {
  database = await createTestDatabase();
  hooks = new Hooks(database.pool);
});
afterEach(() => database.drop());

const wakes = () => hooks.one<{ n: number }>(`select count(*)::int as n from graphile_worker._private_jobs where key = 'webhooks.deliver'`);
const notices = () => hooks.one<{ n: number }>(`select count(*)::int as n from notifications where type = 'webhook_disabled'`);
const open = (subscription: string) =>
  hooks.one<{ lanes: number; deliveries: number }>(
    `select (select count(*)::int from webhook_lanes where subscription_id = $1) as lanes,
          (select count(*)::int from webhook_deliveries where subscription_id = $1 and state in ('pending', 'sending')) as deliveries`,
    [subscription],
  );

describe('enqueue', () => {
  it('makes one delivery per subscription that wants the event, and one wake-up for all', async () => {
    await Promise.all([
      hooks.subscription(['*']),
      hooks.subscription(['call:*', 'call:updated']),
      hooks.subscription(['call:updated']),
      hooks.subscription(['call:created']),
      hooks.subscription(['caller:*']),
    ]);
    await hooks.event();
    await hooks.event();
    expect((await database.pool.query('select seq::int, count(*)::int as n from webhook_deliveries group by 1 order by 1')).rows).toEqual([
      { seq: 1, n: 3 },
      { seq: 2, n: 3 },
    ]);
    expect(await wakes()).toEqual({ n: 1 });
    await hooks.event('a', 'ticket:created');
    expect(await hooks.one('select count(*)::int as n from webhook_deliveries where seq = 3')).toEqual({ n: 1 });
  });

  it('adds nothing for an event it has had, also when two readers bring it at once', async () => {
    await hooks.subscription();
    await Promise.all([hooks.event('a', 'call:updated', 7), hooks.event('a', 'call:updated', 7), hooks.event('a', 'call:updated', 7)]);
    expect(
      await hooks.one(
        `select count(*)::int as n, enqueue_webhook_deliveries(7, 'call:updated', 'calls', 'a', '{}', now()) as added
          from webhook_deliveries`,
      ),
    ).toEqual({ n: 1, added: 0 });
  });

  it('builds the documented body, an id without dots, and no job when nobody wants it', async () => {
    await hooks.subscription(['ticket:*']);
    await hooks.event();
    expect(await wakes()).toEqual({ n: 0 });
    await hooks.subscription();
    await hooks.event('a', 'call:updated', 42);
    const row = await hooks.one<{ webhook_id: string; body: string }>('select webhook_id, body from webhook_deliveries');
    expect(row.webhook_id).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(Object.keys(JSON.parse(row.body) as object)).toEqual(['event', 'type', 'timestamp', 'data', 'seq']);
    expect(JSON.parse(row.body)).toEqual({
      event: 'call:updated',
      type: 'call:updated',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { id: 'a', seq: 42 },
      seq: 42,
    });
  });

  it('collects for an endpoint that we switched off, not for one that a person switched off', async () => {
    const [ours, theirs] = [await hooks.subscription(), await hooks.subscription()];
    await hooks.event('x');
    const work = await hooks.claim();
    const gone = work.find(({ subscription_id }) => subscription_id === ours)!;
    expect(await hooks.finish(gone.attempt_id, 'failed', { gone: true, status: 410 })).toMatchObject({ disabled: true, state: 'pending' });
    await database.pool.query(`select update_webhook_subscription($1, '{"is_active": false}', false)`, [theirs]);
    await hooks.event('y');
    expect([(await open(ours)).deliveries, (await open(theirs)).deliveries]).toEqual([2, 1]);
  });
});

describe('claim', () => {
  it('gives the oldest of each entity, and the next when that one is over', async () => {
    await hooks.subscription();
    for (const entity of ['a', 'a', 'b', 'a', 'b']) await hooks.event(entity);
    const first = await hooks.claim();
    expect((await hooks.seqs(first)).sort()).toEqual([1, 3]);
    expect(await hooks.claim()).toEqual([]);
    const [a, b] = ['a', 'b'].map((entity) => first.find(({ entity_id }) => entity_id === entity)!);
    await hooks.finish(a!.attempt_id);
    expect(await hooks.seqs(await hooks.claim())).toEqual([2]);
    // A failed one holds its successor back until it is due again.
    await hooks.finish(b!.attempt_id, 'failed', { retry_in_ms: 60_000 });
    expect(await hooks.claim()).toEqual([]);
    await database.pool.query(`update webhook_lanes set due_at = now() where entity_id = 'b'`);
    const again = await hooks.claim();
    expect([await hooks.seqs(again), again[0]!.attempt, again[0]!.schedule_position, again[0]!.webhook_id]).toEqual([
      [3],
      2,
      1,
      b!.webhook_id,
    ]);
    await hooks.finish(again[0]!.attempt_id, 'failed', { retry_in_ms: null });
    expect(await hooks.seqs(await hooks.claim())).toEqual([5]);
  });

  it('keeps the order when an older event comes late', async () => {
    await hooks.subscription();
    await hooks.event('a', 'call:updated', 20);
    await hooks.event('a', 'call:updated', 10);
    expect(await hooks.seqs(await hooks.claim())).toEqual([10]);
  });

  it('gives nothing twice to claimers that come at once, and never two of one entity', async () => {
    await hooks.subscription();
    await hooks.subscription();
    for (let number = 0; number < 60; number++) await hooks.event(`e${number % 20}`);
    const claims = await Promise.all(Array.from({ length: 6 }, () => hooks.claim(5, 60_000, 100)));
    const work = claims.flat();
    expect(work.length).toBe(30);
    expect(new Set(work.map(({ delivery_id }) => delivery_id)).size).toBe(30);
    expect(new Set(work.map(({ subscription_id, entity_id }) => subscription_id + entity_id)).size).toBe(30);
  });

  it('keeps to the limit of an endpoint, whoever claims, and serves others meanwhile', async () => {
    const busy = await hooks.subscription(['call:*']);
    for (let number = 0; number < 20; number++) await hooks.event(`e${number}`);
    const claims = await Promise.all(Array.from({ length: 4 }, () => hooks.claim(10, 60_000, 3)));
    expect(claims.flat().length).toBe(3);
    const other = await hooks.subscription(['ticket:*']);
    await hooks.event('t', 'ticket:created');
    expect((await hooks.claim(10, 60_000, 3)).map(({ subscription_id }) => subscription_id)).toEqual([other]);
    await hooks.finish(claims.flat()[0]!.attempt_id);
    expect((await hooks.claim(10, 60_000, 3)).map(({ subscription_id }) => subscription_id)).toEqual([busy]);
  });

  it('gives each endpoint its first before any gets its second', async () => {
    await hooks.subscription(['call:*']);
    for (let number = 0; number < 5; number++) await hooks.event(`e${number}`);
    const late = await hooks.subscription(['ticket:*']);
    await hooks.event('t', 'ticket:created');
    expect((await hooks.claim(2)).map(({ subscription_id }) => subscription_id)).toContain(late);
  });

  it('gives what a vanished worker had to the next one, under the same id and with the same body', async () => {
    await hooks.subscription();
    await hooks.event();
    const [lost] = await hooks.claim(10, 60_000);
    expect(await hooks.claim()).toEqual([]);
    await database.pool.query(`update webhook_lanes set due_at = due_at - interval '1 minute'`);
    const [again] = await hooks.claim();
    expect([again!.webhook_id, again!.body, again!.attempt, again!.schedule_position]).toEqual([lost!.webhook_id, lost!.body, 2, 0]);
    // The old worker was only slow: its word counts for the record, not for the state.
    expect(await hooks.finish(lost!.attempt_id, 'failed')).toMatchObject({ superseded: true, state: 'sending' });
    expect(await hooks.finish(again!.attempt_id)).toMatchObject({ superseded: false, state: 'delivered' });
    expect((await database.pool.query('select attempt, outcome from webhook_delivery_attempts order by 1')).rows).toEqual([
      { attempt: 1, outcome: 'failed' },
      { attempt: 2, outcome: 'delivered' },
    ]);
  });

  it('gives at once, and without counting it, what a worker let go when it stopped', async () => {
    await hooks.subscription();
    await hooks.event();
    const [work] = await hooks.claim();
    expect(await hooks.finish(work!.attempt_id, 'released')).toMatchObject({ state: 'pending', disabled: false });
    const [again] = await hooks.claim();
    expect([again!.attempt, again!.schedule_position, again!.webhook_id]).toEqual([2, 0, work!.webhook_id]);
    expect(await hooks.one('select consecutive_failures, first_failure_at from webhook_subscriptions')).toEqual({
      consecutive_failures: 0,
      first_failure_at: null,
    });
  });

  it('closes a lane that is empty and opens it for what comes in that moment', async () => {
    const subscription = await hooks.subscription();
    for (let round = 0; round < 30; round++) {
      await hooks.event();
      const [work] = await hooks.claim();
      await Promise.all([hooks.finish(work!.attempt_id), hooks.event()]);
      const [next] = await hooks.claim();
      await hooks.finish(next!.attempt_id);
    }
    expect(await open(subscription)).toEqual({ lanes: 0, deliveries: 0 });
  });

  it('says when to look again', async () => {
    const due = async (limit = 8) => (await hooks.one<{ ms: number | null }>('select next_webhook_due_ms($1) as ms', [limit])).ms;
    expect(await due()).toBeNull();
    await hooks.subscription();
    await hooks.event('a');
    await hooks.event('b');
    expect(await due()).toBe(0);
    const [work] = await hooks.claim(1, 60_000, 1);
    // The other one waits for a free place, so there is nothing to look for before the lease ends.
    expect(await due(1)).toBeGreaterThan(50_000);
    await hooks.finish(work!.attempt_id, 'failed', { retry_in_ms: 9_000 });
    expect(await due(1)).toBe(0);
  });
});

describe('an endpoint that does not work', () => {
  const failAll = async (change: object) => {
    const outcomes = [];
    for (const { attempt_id } of await hooks.claim(100, 60_000, 100)) outcomes.push(await hooks.finish(attempt_id, 'failed', change));
    return outcomes;
  };

  it('is switched off once, with one notice, after long enough and enough failures', async () => {
    const id = await hooks.subscription();
    for (let number = 0; number < 8; number++) await hooks.event(`e${number}`);
    await failAll({ after_ms: 3_600_000 });
    expect(await notices()).toEqual({ n: 0 });
    await database.pool.query(`update webhook_subscriptions set first_failure_at = now() - interval '2 hours' where id = $1`, [id]);
    const work = await hooks.claim(100, 60_000, 100);
    const outcomes = await Promise.all(work.map(({ attempt_id }) => hooks.finish(attempt_id, 'failed', { after_ms: 3_600_000 })));
    expect(outcomes.filter(({ disabled }) => disabled)).toHaveLength(1);
    expect(await notices()).toEqual({ n: 1 });
    expect(await hooks.one('select is_active, disabled_reason, disabled_at is not null as noted from webhook_subscriptions')).toEqual({
      is_active: false,
      disabled_reason: 'failing',
      noted: true,
    });
    expect(await hooks.claim()).toEqual([]);
  });

  it('is not judged by a few failures, nor by its tests, and forgiven by a success', async () => {
    const id = await hooks.subscription();
    await hooks.event();
    await failAll({ after_ms: 0, min_failures: 3 });
    const test = await hooks.one<{ attempt_id: string }>(`select * from begin_webhook_test($1, '{}', 60000)`, [id]);
    expect(await hooks.finish(test.attempt_id, 'failed', { after_ms: 0, min_failures: 1 })).toMatchObject({
      state: 'given_up',
      disabled: false,
    });
    await failAll({ after_ms: 0, min_failures: 3 });
    const [work] = await hooks.claim();
    await hooks.finish(work!.attempt_id);
    expect(await hooks.one('select consecutive_failures, first_failure_at from webhook_subscriptions')).toEqual({
      consecutive_failures: 0,
      first_failure_at: null,
    });
  });

  it('goes on in order when it is enabled, with a second notice should it fail again', async () => {
    const id = await hooks.subscription();
    await hooks.event();
    await failAll({ gone: true });
    await hooks.event();
    expect([(await open(id)).deliveries, await hooks.claim()]).toEqual([2, []]);
    await database.pool.query('select enable_webhook_subscription($1)', [id]);
    const [first] = await hooks.claim();
    expect([await hooks.seqs([first!]), first!.schedule_position]).toEqual([[1], 0]);
    await hooks.finish(first!.attempt_id);
    expect(await hooks.seqs(await hooks.claim())).toEqual([2]);
    await database.pool.query(`update webhook_lanes set due_at = now() - interval '1 second'`);
    await failAll({ gone: true });
    expect(await notices()).toEqual({ n: 2 });
  });
});

describe('redelivery', () => {
  it('sends the same bytes under the same id, in the old order', async () => {
    await hooks.subscription();
    for (let number = 0; number < 3; number++) {
      await hooks.event();
      const [work] = await hooks.claim();
      await hooks.finish(work!.attempt_id);
    }
    const before = (await database.pool.query('select webhook_id, body from webhook_deliveries order by seq')).rows;
    expect(await hooks.one(`select redeliver_webhooks(10, true, p_state => 'delivered') as n`)).toEqual({ n: 3 });
    expect(await hooks.claim()).toEqual([]);
    expect(await hooks.one(`select redeliver_webhooks(10, false, p_state => 'delivered') as n`)).toEqual({ n: 3 });
    const after = [];
    for (let number = 0; number < 3; number++) {
      const [work] = await hooks.claim();
      after.push({ webhook_id: work!.webhook_id, body: work!.body });
      await hooks.finish(work!.attempt_id);
    }
    expect(after).toEqual(before);
  });

  it('refuses what is being sent, what is not there, and too much at once', async () => {
    const id = await hooks.subscription();
    await hooks.event();
    const [work] = await hooks.claim();
    await expect(database.pool.query('select redeliver_webhook($1)', [work!.delivery_id])).rejects.toMatchObject({
      code: 'P0409',
      message: 'webhook_delivery_in_flight',
    });
    await expect(database.pool.query('select redeliver_webhook(gen_random_uuid())')).rejects.toMatchObject({ code: 'P0404' });
    await hooks.finish(work!.attempt_id);
    await expect(database.pool.query('select redeliver_webhooks(0, true)')).rejects.toMatchObject({
      code: 'P0422',
      message: 'too_many_deliveries',
    });
    await database.pool.query('select delete_webhook_subscription($1)', [id]);
    await expect(database.pool.query('select redeliver_webhook($1)', [work!.delivery_id])).rejects.toMatchObject({
      code: 'P0409',
      message: 'webhook_subscription_deleted',
    });
  });

  it('sends at once what waits for a later attempt', async () => {
    await hooks.subscription();
    await hooks.event();
    const [work] = await hooks.claim();
    await hooks.finish(work!.attempt_id, 'failed', { retry_in_ms: 3_600_000 });
    await database.pool.query('select redeliver_webhook($1)', [work!.delivery_id]);
    expect((await hooks.claim()).map(({ attempt, webhook_id }) => [attempt, webhook_id])).toEqual([[2, work!.webhook_id]]);
  });
});

describe('the end of things', () => {
  it('cancels what waits for a removed endpoint and forgets its secrets', async () => {
    const id = await hooks.subscription();
    await hooks.event('a');
    await hooks.event('b');
    const [work] = await hooks.claim(1);
    await database.pool.query('select delete_webhook_subscription($1)', [id]);
    expect(await open(id)).toEqual({ lanes: 0, deliveries: 0 });
    expect(await hooks.finish(work!.attempt_id)).toMatchObject({ superseded: true });
    expect(await hooks.one('select secret from webhook_secrets')).toEqual({ secret: '' });
    await expect(database.pool.query('select delete_webhook_subscription($1)', [id])).rejects.toMatchObject({ code: 'P0404' });
  });

  it('drops what ended long ago, cancels what an absent endpoint never collected, and keeps the rest', async () => {
    const id = await hooks.subscription();
    await hooks.event('old');
    const [work] = await hooks.claim();
    await hooks.finish(work!.attempt_id);
    await hooks.event('recent');
    await hooks.event('waits');
    await database.pool.query(`update webhook_deliveries set finished_at = now() - interval '31 days' where entity_id = 'old'`);
    await database.pool.query(`update webhook_deliveries set created_at = now() - interval '31 days' where entity_id = 'waits'`);
    expect(await hooks.one('select expire_webhook_deliveries(30, 100) as n')).toEqual({ n: 1 });
    expect((await open(id)).deliveries).toBe(2);
    await database.pool.query(`update webhook_subscriptions set is_active = false, disabled_at = now() where id = $1`, [id]);
    await database.pool.query('select expire_webhook_deliveries(30, 100)');
    expect((await database.pool.query('select entity_id, state, reason from webhook_deliveries order by 1')).rows).toEqual([
      { entity_id: 'recent', state: 'pending', reason: null },
      { entity_id: 'waits', state: 'cancelled', reason: 'not_collected' },
    ]);
    // The empty lane does no harm once the endpoint is back.
    await database.pool.query('select enable_webhook_subscription($1)', [id]);
    expect((await hooks.claim()).map(({ entity_id }) => entity_id)).toEqual(['recent']);
    expect(await hooks.one('select count(*)::int as n from webhook_lanes')).toEqual({ n: 1 });
  });

  it('measures what waits', async () => {
    const lag = () =>
      hooks.one<{ open_deliveries: string; oldest_due_seconds: number; oldest_idle_seconds: number }>('select * from get_webhook_lag()');
    expect(await lag()).toMatchObject({ oldest_due_seconds: 0, oldest_idle_seconds: 0 });
    await hooks.subscription();
    await hooks.event('a');
    await hooks.event('b');
    await database.pool.query(`update webhook_lanes set due_at = now() - interval '10 minutes'`);
    expect((await lag()).oldest_idle_seconds).toBeGreaterThan(590);
    await hooks.claim(1);
    const busy = await lag();
    expect([busy.open_deliveries, busy.oldest_due_seconds > 590, busy.oldest_idle_seconds]).toEqual(['2', true, 0]);
  });

  it('leaves no secret in the activity log', async () => {
    const id = await hooks.subscription();
    await database.pool.query(`select rotate_webhook_secret($1, 'sealed-two', 1000)`, [id]);
    await database.pool.query(`select update_webhook_subscription($1, '{"name": "ERP"}', true, 'sealed-token')`, [id]);
    await hooks.event();
    const [work] = await hooks.claim();
    await hooks.finish(work!.attempt_id, 'failed');
    const { rows } = await database.pool.query(
      `select action, before::text || after::text as rows from activity_log where entity_type like 'webhook%' order by id`,
    );
    expect(rows.map(({ action }) => action)).toEqual(['insert', 'rotate_secret', 'update', 'set_authorization_token']);
    expect(JSON.stringify(rows)).not.toContain('sealed');
  });
});
