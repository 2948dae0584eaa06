import { readFileSync } from 'node:fs';
import { type AccessRule, demandedAction } from '../../src/common/auth/access.decorator.js';
import { type RoleName, startTestApp, type TestApp } from '../support/app.js';

interface Operation {
  method: string;
  path: string;
  rule: AccessRule | undefined;
}

const ROLES: RoleName[] = ['admin', 'supervisor', 'agent', 'viewer'];

/** Routes that anyone may call, and what protects them instead. A new one must be added here on purpose. */
const PUBLIC = {
  'GET /health/live': 'tells nothing',
  'GET /health': 'tells nothing but a state',
  'GET /health/ready': 'tells nothing but states',
  'GET /metrics': 'figures only; close it at the proxy',
  'POST /auth/login': 'the password',
  'POST /auth/refresh': 'the refresh token',
  'GET /calls/recordings/{id}': 'the signature of the link',
  'POST /webhooks/gmail': "Google's token, or the secret in the address",
  'GET /emails/attachments/{id}': 'the signature of the link',
  'GET /webhooks/kaleyra/callback': 'the token in the address that we gave the provider',
} as Record<string, string>;

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { 'x-access'?: AccessRule }>>;
};
const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, rule: operation['x-access'] })),
);
const names = operations.map((operation) => `${operation.method} ${operation.path}`);

/** What keys of different widths may do; each is asked of every route. */
const SCOPES: Record<string, string[]> = {
  'one action': ['calls:view'],
  'two modules': ['calls:create', 'roles:view'],
  'all of a module': ['api_keys:*'],
  'all of another': ['roles:*', 'activity_log:*'],
};

let product: TestApp;
let keys: Record<string, string>;
let granted: Record<RoleName, { full_access: boolean; modules: Record<string, string[]> }>;

beforeAll(async () => {
  product = await startTestApp();
  const entries = await Promise.all(ROLES.map(async (role) => [role, (await product.call('GET', '/auth/me', { as: role })).body] as const));
  granted = Object.fromEntries(entries) as unknown as typeof granted;
  const made = await Promise.all(
    Object.entries(SCOPES).map(async ([name, scopes]) => [
      name,
      (await product.call<{ key: string }>('POST', '/api-keys', { body: { name, scopes } })).body.key,
    ]),
  );
  keys = Object.fromEntries(made) as typeof keys;
});
afterAll(() => product.close());

function concrete(path: string): string {
  return path.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000');
}

describe('access', () => {
  it('knows every route that the server answers', () => {
    const instance = product.app.getHttpAdapter().getInstance() as {
      printRoutes(options: object): string;
      hasRoute(route: object): boolean;
    };
    for (const { method, path } of operations) {
      expect([`${method} ${path}`, instance.hasRoute({ method, url: path.replace(/\{([^}]+)\}/g, ':$1') })]).toEqual([
        `${method} ${path}`,
        true,
      ]);
    }
  });

  it.each(names)('%s declares a rule', (name) => {
    expect(operations[names.indexOf(name)]!.rule).toBeDefined();
  });

  it('is public only where this test says so', () => {
    expect(names.filter((_, index) => operations[index]!.rule?.kind === 'public').sort()).toEqual(Object.keys(PUBLIC).sort());
  });

  it.each(names.filter((name) => !(name in PUBLIC)))('%s refuses strangers', async (name) => {
    const { method, path } = operations[names.indexOf(name)]!;
    const answer = await product.call(method, concrete(path), { as: null });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  it.each(names.filter((name) => !(name in PUBLIC)))('%s gives each role exactly what the rule says', async (name) => {
    const { method, path, rule } = operations[names.indexOf(name)]!;
    for (const role of ROLES) {
      // An invalid body keeps the allowed ones from doing anything: validation comes after the guard.
      const body = method === 'GET' || method === 'DELETE' ? undefined : { not_a_field: true };
      const { status } = await product.call(method, concrete(path), { as: role, body });
      const { full_access, modules } = granted[role];
      const allowed =
        rule!.kind !== 'module' || full_access || (modules[rule!.module] ?? []).includes(demandedAction(rule as never, method));
      expect({ name, role, refused: status === 403 }).toEqual({ name, role, refused: !allowed });
      expect(status).toBeLessThan(500);
    }
  });

  it.each(names.filter((name) => !(name in PUBLIC)))('%s gives each API key exactly what its scopes say', async (name) => {
    const { method, path, rule } = operations[names.indexOf(name)]!;
    const body = method === 'GET' || method === 'DELETE' ? undefined : { not_a_field: true };
    for (const [width, scopes] of Object.entries(SCOPES)) {
      const answer = await product.call(method, concrete(path), { as: null, headers: { 'x-api-key': keys[width]! }, body });
      const allowed =
        rule!.kind !== 'module' ||
        [`${rule!.module}:${demandedAction(rule as never, method)}`, `${rule!.module}:*`].some((scope) => scopes.includes(scope));
      const person = 'person' in rule!;
      expect({ name, width, refused: answer.status === 403 }).toEqual({ name, width, refused: person || !allowed });
      if (person) expect(answer.body.code).toBe('person_needed');
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.get('ratelimit-limit')).toBe('1000');
    }
  });

  it('gives a user without a role nothing', async () => {
    const token = await product.token();
    expect((await product.call('GET', '/roles', { token })).status).toBe(403);
    expect((await product.call('GET', '/auth/me', { token })).status).toBe(200);
  });

  it.each([
    ['no token', ''],
    ['a service key', 'service'],
    ['garbage', 'abc.def.ghi'],
  ])('refuses %s as a user', async (_name, kind) => {
    const token = kind === 'service' ? product.database.serviceRoleKey : kind;
    expect((await product.call('GET', '/roles', { token, as: null })).status).toBe(401);
  });

  it('takes a role away at once', async () => {
    const me = (await product.call<{ id: string }>('GET', '/auth/me', { token: await product.token() })).body;
    const viewer = (await product.call<{ data: { id: string }[] }>('GET', '/roles?search=viewer')).body.data[0]!;
    const given = await product.call<{ id: string }>('POST', '/roles/users', { body: { user_id: me.id, role_id: viewer.id } });
    expect(given.status).toBe(201);
    expect((await product.call('GET', '/calls/sync/runs', { token: await product.token() })).status).toBe(200);
    expect((await product.call('DELETE', `/roles/users/${given.body.id}`)).status).toBe(200);
    expect((await product.call('GET', '/calls/sync/runs', { token: await product.token() })).status).toBe(403);
  });
});
