import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Product, startProduct } from '../support/product.js';
import { formsOf, SecretWatch } from '../support/secretWatch.js';

type Operation = { method: string; path: string };

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, Record<string, unknown>> };
const operations: Operation[] = Object.entries(document.paths).flatMap(([route, item]) =>
  Object.keys(item).map((method) => ({ method: method.toUpperCase(), path: route })),
);

const ID = '00000000-0000-4000-8000-000000000000';
/** What people and programs write that nobody else should read. */
const PLANTED = {
  'password that was typed': 'Tr0ub4dor & 3 "quoted" päss',
  'words of a customer': 'please call me back on 5550199887 about my refund',
  'number in a filter': '5550144221',
  'key in an address': 'csk_thisKeyWasWrittenIntoAnAddressByMistake1',
  'bearer token that is none': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2JvZHkgYXQgYWxsIn0.c2lnbmF0dXJlIG9mIG5vYm9keQ',
  'API key that is none': 'csk_wrongwrongwrongwrongwrongwrongwrongwrong123',
  'name of a request': 'idem 5550177665 of Asha',
};

type Send = (method: string, route: string, init: { headers?: Record<string, string>; body?: unknown; text?: string }) => Promise<unknown>;

/** Somebody waits for the database most of the time. */
const AT_A_TIME = 4;

/**
 * Asks every route as it should be, as it should not be, and with everything planted that fits in: each caller at each address,
 * each body from each caller and at each address. `briefly`, only who is signed in asks at each address, the others once.
 */
async function driveAll(send: Send, key: string, { briefly = false } = {}): Promise<void> {
  const words = encodeURIComponent(PLANTED['words of a customer']);
  const bodies = (route: string): unknown[] =>
    route === '/auth/login'
      ? [
          { email: 'viewer@example.com', password: PLANTED['password that was typed'] },
          { email: PLANTED['words of a customer'], password: PLANTED['password that was typed'] },
        ]
      : [
          {},
          {
            name: PLANTED['words of a customer'],
            description: PLANTED['words of a customer'],
            scopes: [PLANTED['words of a customer']],
            password: PLANTED['password that was typed'],
          },
        ];
  const callers: Record<string, string>[] = [
    {},
    { 'x-api-key': key },
    { 'x-api-key': PLANTED['API key that is none'] },
    { authorization: `Bearer ${PLANTED['bearer token that is none']}` },
    { authorization: `Basic ${Buffer.from(`x:${PLANTED['password that was typed']}`).toString('base64')}` },
  ];
  const askRoute = async ({ method, path: template }: Operation) => {
    const writes = method !== 'GET';
    const targets = [
      template.replace(/\{[^}]+\}/g, ID),
      template.replace(/\{[^}]+\}/g, words),
      `${template.replace(/\{[^}]+\}/g, ID)}?search=${words}&caller=${PLANTED['number in a filter']}` +
        `&signature=${PLANTED['key in an address']}&user=${ID}&expires=1`,
    ];
    for (const [c, credentials] of callers.entries()) {
      for (const [t, target] of targets.entries()) {
        if (briefly && c > 0 && t !== c % targets.length) continue;
        await send(method, target, {
          headers: { ...credentials, ...(writes ? { 'idempotency-key': PLANTED['name of a request'] } : {}) },
          body: writes ? bodies(template)[(c + t + 1) % 2] : undefined,
        });
      }
    }
    if (writes) await send(method, targets[0]!, { text: `{"password":"${PLANTED['password that was typed']}` });
  };
  await atATime(askRoute);
}

/** Does something for every route, for some of them at the same time. */
async function atATime(work: (operation: Operation) => Promise<void>): Promise<void> {
  const waiting = [...operations];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

describe('the log', () => {
  let product: TestApp;
  beforeAll(async () => {
    product = await startTestApp();
    for (const [name, secret] of Object.entries(PLANTED)) product.watch.plant(name, secret);
  });

  it('of every route, asked rightly, wrongly and in trouble, holds no secret', async () => {
    const { key } = (
      await product.call<{ key: string }>('POST', '/api-keys', {
        body: { name: 'all', scopes: ['calls:*', 'roles:*', 'api_keys:*', 'activity_log:*'], rate_limit_per_hour: 100_000 },
      })
    ).body;
    const drive = () =>
      driveAll(async (method, route, { headers = {}, body, text }) => {
        const stranger = 'x-api-key' in headers || 'authorization' in headers;
        await product.call(method, route, {
          as: stranger ? null : 'admin',
          headers: text ? { ...headers, 'content-type': 'application/json' } : headers,
          body: text ?? body,
        });
      }, key);
    await drive();
    // A real sign-in, so that a real password and a real token pass through.
    await product.database.pool.query(`update auth.users set encrypted_password = extensions.crypt($1, extensions.gen_salt('bf', 4))`, [
      PLANTED['password that was typed'],
    ]);
    expect(
      (
        await product.call('POST', '/auth/login', {
          as: null,
          body: { email: 'admin@example.com', password: PLANTED['password that was typed'] },
          headers: { 'x-forwarded-for': '192.0.2.200' },
        })
      ).status,
    ).toBe(200);

    product.sandbox.faults.add({ kind: 'wrong_key', times: 0 });
    for (const route of ['/calls/sync', '/calls/reconcile']) expect((await product.call('POST', route, { body: {} })).status).toBe(502);
    product.sandbox.faults.clear();
    product.sandbox.faults.add({ kind: 'non_json', times: 0 });
    await product.call('POST', '/calls/sync', { body: { from_date: '2026/02/01', to_date: '2026/02/01' } });

    // A table that refuses: Postgres then prints the row, with the words in it.
    await product.database.pool.query(`
      alter table roles add constraint picky check (description !~ 'refund');
      create function explode() returns trigger language plpgsql as $$ begin
        if new.name = 'talkative' then raise exception 'cannot store %', new.description; end if;
        raise exception 'cannot store' using errcode = 'XX001', detail = 'Failing row contains (' || new.description || ')',
        hint = new.description;
      end $$;
      create trigger explode before insert on roles for each row when (new.name in ('explosive', 'talkative')) execute function explode()`);
    expect((await product.call('POST', '/roles', { body: { name: 'picky', description: PLANTED['words of a customer'] } })).status).toBe(
      422,
    );
    expect(
      (await product.call('POST', '/roles', { body: { name: 'explosive', description: PLANTED['words of a customer'] } })).status,
    ).toBe(500);
    expect((await product.call('POST', '/roles', { body: { name: 'talkative', description: PLANTED['key in an address'] } })).status).toBe(
      500,
    );

    // What the database keeps as secret, whatever wrote it.
    const { rows: columns } = await product.database.pool.query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from column_classes where class = 'secret'`,
    );
    expect(columns).toContainEqual({ table_name: 'api_key_secrets', column_name: 'key_hash' });
    for (const { table_name, column_name } of columns) {
      const { rows } = await product.database.pool.query<{ kept: string | null }>(`select ${column_name}::text as kept from ${table_name}`);
      for (const { kept } of rows) product.watch.plant(`${table_name}.${column_name}`, kept);
    }

    // And no database at all.
    const lines = product.watch.lines.length;
    await product.database.drop();
    await atATime(async ({ method, path: template }) => {
      const body = method === 'GET' ? undefined : { email: 'admin@example.com', password: PLANTED['password that was typed'] };
      await product.call(method, template.replace(/\{[^}]+\}/g, ID), {
        body,
        headers: { 'idempotency-key': PLANTED['name of a request'] },
      });
      await product.call(method, template.replace(/\{[^}]+\}/g, ID), { as: null, headers: { 'x-api-key': key }, body });
    });
    expect(product.watch.lines.length).toBeGreaterThan(lines);
    expect(product.watch.lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50).length).toBeGreaterThan(5);
    expect(product.watch.leaks()).toEqual([]);
    // The end looks once more, at what stopping wrote.
    await product.close();
  }, 180_000);
});

describe('the built product', () => {
  let product: Product;
  const watch = new SecretWatch();
  const environment = {
    LOG_LEVEL: 'trace',
    LINK_SECRET: 'a planted secret that signs links, 0123456789',
    KALEYRA_API_KEY: 'Aplantedkeyofaprovider0123456789',
    // Nobody answers there.
    KALEYRA_BASE_URL: 'http://127.0.0.1:9/v1',
    LOGIN_MAX_FAILURES: '1000',
    LOGIN_MAX_FAILURES_PER_IP: '100000',
  };
  beforeAll(async () => {
    product = await startProduct({ empty: true, environment });
  });
  afterAll(() => product.stop());

  it('writes no secret on stderr, and on stdout only the login and the token that it promises', async () => {
    for (const [name, secret] of Object.entries({
      ...PLANTED,
      'link secret': environment.LINK_SECRET,
      'key of the provider': environment.KALEYRA_API_KEY,
    }))
      watch.plant(name, secret);
    const stored = JSON.parse(readFileSync(path.join(product.data_dir, 'secrets.json'), 'utf8')) as Record<string, string>;
    for (const [name, secret] of Object.entries(stored)) if (name !== 'anonKey') watch.plant(name, secret);
    const send = (method: string, route: string, headers: Record<string, string>, body?: string) =>
      fetch(`${product.api}${route}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body,
      });
    const bearer = { authorization: `Bearer ${product.token}` };
    const { key } = (await (
      await send('POST', '/api-keys', bearer, JSON.stringify({ name: 'all', scopes: ['calls:*', 'roles:*'] }))
    ).json()) as { key: string };
    watch.plant('API key', key);
    await send('POST', '/auth/login', {}, JSON.stringify(product.login));
    // The same code as above, asked less: what differs is where it writes.
    const drive: Send = async (method, route, { headers = {}, body, text }) => {
      const response = await send(
        method,
        route,
        'x-api-key' in headers || 'authorization' in headers ? headers : { ...bearer, ...headers },
        text ?? (body === undefined ? undefined : JSON.stringify(body)),
      );
      await response.arrayBuffer();
    };
    await driveAll(drive, key, { briefly: true });
    await product.stop();
    // Known to people through stdout; the log must not hold them either.
    const onStdout = [product.login.password, product.token];
    expect(watch.leaks(product.output().split('\n'))).toEqual([]);
    expect(
      product
        .output()
        .split('\n')
        .filter((line) => onStdout.some((secret) => line.includes(secret)))
        .map((line) => line.split(' ')[0]),
    ).toEqual(['login', 'token']);
    watch.plant('demo password', product.login.password);
    watch.plant('demo token', product.token);
    const lines = product.log().split('\n');
    expect(lines.length).toBeGreaterThan(100);
    expect(watch.leaks(lines)).toEqual([]);
  });
});

describe('the watch', () => {
  it('finds a secret in every dress', () => {
    const watch = new SecretWatch();
    watch.plant('it', 'p@ss/wörd "x" 12');
    for (const [form, text] of formsOf('p@ss/wörd "x" 12')) {
      expect([form, watch.leaks([`{"msg":"…${text}…"}`]).map((leak) => leak.secret)]).toEqual([form, expect.arrayContaining(['it'])]);
    }
    expect(watch.leaks([`Basic ${Buffer.from('user:p@ss/wörd "x" 12').toString('base64')}`])).not.toEqual([]);
    expect(watch.leaks([Buffer.from('{"a":1,"password":"p@ss/wörd ').toString('base64')])).toEqual([]);
    expect(watch.leaks(['nothing of note'])).toEqual([]);
  });
});
