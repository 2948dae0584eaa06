import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { makeMailbox } from '../support/factories/emails.js';
import { type Fleet, type FleetNode, startFleet } from '../support/fleet.js';
import { startRoundRobin } from '../support/roundRobin.js';
import { connectFeed, type FeedClient } from '../support/sockets.js';
import { until } from '../support/until.js';

let fleet: Fleet;
let apis: FleetNode[] = [];
let worker: FleetNode;
let proxy: Awaited<ReturnType<typeof startRoundRobin>>;
const clients: FeedClient[] = [];

beforeAll(async () => {
  fleet = await startFleet({ environment: { DRAIN_TIME: '1s', LOG_LEVEL: 'info' } });
  // The first of them makes the tables of the jobs.
  apis.push(await fleet.start('api'));
  const [api, other] = await Promise.all([fleet.start('api'), fleet.start('worker')]);
  apis.push(api);
  worker = other;
  proxy = await startRoundRobin(() => apis);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await proxy.close();
  await fleet.close();
});

type Health = { status: string; degraded: string[]; checks: Record<string, { ok: boolean; message?: string }> };
const ask = async (node: { url: string }, path: string): Promise<{ code: number; body: Health }> => {
  const answer = await fetch(`${node.url}${path}`);
  return { code: answer.status, body: (await answer.json()) as Health };
};
const notify = (key: string) => fleet.pool.query(`select notify_once(null, 'calls', 'rolling', $1, '', null, null, $1)`, [key]);
const heard = (client: FeedClient) => client.events().map(({ payload }) => (payload as { title: string }).title);

/** The transports of the example that everybody copies. */
const documented = () => {
  const page = readFileSync('docs/workflows/change_feed.md', 'utf8');
  const [, list] = /io\('[^']+', \{[^}]*transports: (\[[^\]]*\])/.exec(page) ?? [];
  return JSON.parse(list!.replaceAll("'", '"')) as string[];
};

describe('two nodes behind a load balancer without sticky sessions', () => {
  it('take every client that connects as the documentation says', async () => {
    for (let n = 0; n < 6; n++) {
      const auth = (set: (data: object) => void) => set({ token: fleet.token, after: client.events().at(-1)?.seq });
      const client: FeedClient = connectFeed(proxy.url, 'notifications', {}, { auth, transports: documented(), reconnection: true });
      clients.push(client);
      await client.next('ready');
    }
    await notify('first');
    for (const client of clients) await client.until(() => heard(client).includes('first'));
  });

  it('say in the log why long polling does not work there', async () => {
    const polling = connectFeed(proxy.url, 'notifications', { token: fleet.token }, { transports: ['polling'], reconnection: false });
    await polling.next('connect_error');
    polling.close();
    await until(
      () => apis.map((node) => node.log()).join(''),
      (log) => /long-polling.*sticky sessions/.test(log),
    );
  });
});

describe('a mailbox that nobody can reach', () => {
  it('leaves every node ready, is named in health, and is told of once', async () => {
    const { id, email_address } = await makeMailbox(fleet.pool, { imap_host: '127.0.0.1', imap_port: 9, smtp_host: '127.0.0.1' });
    await fleet.pool.query(`update support_emails set created_at = now() - interval '1 day', watched_since = null where id = $1`, [id]);
    const look = async () => {
      await fleet.pool.query(`select graphile_worker.add_job('health.look_for_outages', '{}', job_key => 'look')`);
      await until(
        () => fleet.pool.query(`select from graphile_worker.jobs where key = 'look'`),
        ({ rowCount }) => rowCount === 0,
      );
    };
    const notices = async () =>
      (
        await fleet.pool.query(`select module, title from notifications where type = 'part_degraded' and title like '%' || $1`, [
          email_address,
        ])
      ).rows;
    await look();
    await look();
    expect(await notices()).toEqual([]);
    for (let n = 0; n < 3; n++) await look();
    expect(await notices()).toEqual([{ module: 'support_emails', title: `A mailbox is not read: ${email_address}` }]);

    for (const node of [...apis, worker]) expect((await ask(node, '/health/ready')).code).toBe(200);
    const health = await ask(apis[0]!, '/health');
    expect([health.code, health.body.status, health.body.degraded]).toEqual([200, 'degraded', ['mailboxes']]);
    expect(await (await fetch(`${apis[0]!.url}/metrics`)).text()).toContain('part_ok{part="mailboxes"} 0');

    // Back, and out again: another outage.
    await fleet.pool.query(`update support_emails set is_watched = false where id = $1`, [id]);
    await look();
    await fleet.pool.query(`update support_emails set is_watched = true where id = $1`, [id]);
    await fleet.pool.query(`update support_emails set created_at = now() - interval '1 day', watched_since = null where id = $1`, [id]);
    for (let n = 0; n < 3; n++) await look();
    expect(await notices()).toHaveLength(2);
    await fleet.pool.query(`update support_emails set is_watched = false where id = $1`, [id]);
  });
});

describe('a node that is replaced', () => {
  const leave = async (node: FleetNode, signal: NodeJS.Signals) => {
    const gone = once(node.process, 'exit');
    node.process.kill(signal);
    const { body } = await until(
      () => ask(node, '/health/ready'),
      ({ code }) => code === 503,
    );
    expect(body.checks.draining).toEqual({ ok: false, message: 'the process is about to stop' });
    return gone;
  };

  it('says that it is not ready, answers on, and hands its clients over', async () => {
    const [leaving, staying] = apis as [FleetNode, FleetNode];
    const gone = leave(leaving, 'SIGTERM');
    await until(
      () => ask(leaving, '/health/ready'),
      ({ code }) => code === 503,
    );
    const answer = await fetch(`${leaving.url}/auth/me`, { headers: { authorization: `Bearer ${fleet.token}` } });
    expect(answer.status).toBe(200);
    expect(await gone).toEqual([0, null]);
    apis = [staying];
    await notify('after the first has gone');
    for (const client of clients) await client.until(() => heard(client).includes('after the first has gone'));
  });

  it('does the same when its terminal or its supervisor hangs up', async () => {
    expect(await leave(worker, 'SIGHUP')).toEqual([0, null]);
  });

  it('starts in front of a database that is newer, if the two fit together', async () => {
    const VERSION = '29990101000000';
    await fleet.pool.query(`insert into supabase_migrations.schema_migrations (version, name) values ($1, 'later')`, [VERSION]);
    const older = await fleet.start('api');
    expect((await ask(older, '/health/ready')).code).toBe(200);
    expect(older.log()).toMatch(/29990101000000.*the database is newer than this version, but compatible with it/);
    await older.stop();

    await fleet.pool.query(
      `create or replace function public.minimum_migration() returns text language sql immutable as $$ select '${VERSION}' $$`,
    );
    await expect(fleet.start('api')).rejects.toThrow(
      /The database is newer than this code: it has migration 29990101000000, .* update the code\.\n$/,
    );
  });
});
