import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import { type Answer, startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';

interface Body {
  id: string;
  name: string;
  description: string;
  email: string;
  code: string;
  key: string;
  details: unknown;
  data: Body[];
  user_id: string;
  full_access: boolean;
}

let product: TestApp;
let admin_role: string;
beforeAll(async () => {
  product = await startTestApp();
  admin_role = await roleNamed('admin');
});
afterAll(() => product.close());

const call = (method: string, path: string, options: Parameters<TestApp['call']>[2] = {}) => product.call<Body>(method, path, options);
const refusal = ({ status, body }: Answer<Body>) => [status, body.code];
const roleNamed = async (name: string) => (await call('GET', `/roles?search=${name}`)).body.data.find((role) => role.name === name)!.id;

type Rights = Record<string, string>;
const access = (rights: Rights) =>
  Object.entries(rights).map(([module_key, letters]) => ({
    module_key,
    can_view: letters.includes('v'),
    can_create: letters.includes('c'),
    can_edit: letters.includes('e'),
    can_delete: letters.includes('d'),
  }));

/** A role that allows this, made by the admin. */
async function makeRole(rights: Rights): Promise<string> {
  const { id } = (await call('POST', '/roles', { body: { name: `role_${randomUUID().slice(0, 8)}` } })).body;
  expect((await call('PUT', `/roles/${id}/modules`, { body: { modules: access(rights) } })).status).toBe(200);
  return id;
}

/** A user who has the role, and his token. */
async function makeUser(role_id?: string): Promise<{ id: string; token: string; assignment?: string }> {
  const auth = product.app.get(EmbeddedAuth, { strict: false });
  const user = await auth.ensureUser(`${randomUUID()}@example.com`, randomUUID(), '');
  const token = await auth.sign(user, 3600);
  if (!role_id) return { id: user.id, token };
  const given = await call('POST', '/roles/users', { body: { user_id: user.id, role_id } });
  expect(given.status).toBe(201);
  return { id: user.id, token, assignment: given.body.id };
}

const isAdmin = async (token: string) => (await call('GET', '/auth/me', { token })).body.full_access;

listSuite({
  product: () => product,
  path: '/users',
  make: async (n) => {
    const { rows } = await product.database.pool.query<{ id: string }>(
      `insert into auth.users (id, email, raw_user_meta_data, banned_until, created_at)
       values (gen_random_uuid(), $1, jsonb_build_object('full_name', $2::text), case when $3 < 2 then now() + interval '1 day' end,
         timestamptz '2026-01-01' + $3 * interval '1 hour') returning id`,
      [`person${n}@people.example.com`, n % 2 ? `Ása ${n}` : '', n],
    );
    if (n > 3) await call('POST', '/roles/users', { body: { user_id: rows[0]!.id, role_id: await roleNamed('agent') } });
  },
  sort: ['created_at', 'email', 'name'],
  filters: { 'is_active=false': ({ is_active }) => is_active === false, 'is_active=true': ({ is_active }) => is_active === true },
  search: { 'person3@': ({ email }) => String(email).includes('person3@'), ása: ({ name }) => String(name).startsWith('Ása') },
});

describe('the list of users', () => {
  it('tells the roles of each, can be narrowed to one role, and is for those who may view roles', async () => {
    const role_id = await roleNamed('agent');
    const { body } = await product.call<{ data: { email: string; roles: string[] }[] }>('GET', `/users?role_id=${role_id}&search=people`);
    expect(body.data.map(({ email, roles }) => [email, roles])).toEqual([
      ['person5@people.example.com', ['agent']],
      ['person4@people.example.com', ['agent']],
    ]);
    expect((await product.call('GET', '/users', { as: 'agent' })).status).toBe(403);
    expect(Object.keys(body.data[0]!)).not.toContain('encrypted_password');
  });
});

describe('nobody gives what he does not have', () => {
  it('by giving himself a wider role', async () => {
    const { id, token } = await makeUser(await makeRole({ roles: 'vc' }));
    const answer = await call('POST', '/roles/users', { token, body: { user_id: id, role_id: admin_role } });
    expect([...refusal(answer), answer.body.details]).toEqual([403, 'role_exceeds_yours', { missing: ['full_access'] }]);
    const supervisor = await call('POST', '/roles/users', { token, body: { user_id: id, role_id: await roleNamed('supervisor') } });
    expect(supervisor.body.details).toEqual({ missing: expect.arrayContaining(['calls:edit', 'emails:view']) });
    expect(await isAdmin(token)).toBe(false);
    expect((await call('GET', '/calls/sync/runs', { token })).status).toBe(403);
  });

  it('by widening his own role, or one that is wider already', async () => {
    const own = await makeRole({ roles: 've' });
    const wide = await makeRole({ roles: 've', calls: 'v' });
    const { token } = await makeUser(own);
    const put = (role: string, rights: Rights) => call('PUT', `/roles/${role}/modules`, { token, body: { modules: access(rights) } });
    const answer = await put(own, { roles: 've', api_keys: 'vced' });
    expect([...refusal(answer), answer.body.details]).toEqual([
      403,
      'role_exceeds_yours',
      { missing: ['api_keys:create', 'api_keys:delete', 'api_keys:edit', 'api_keys:view'] },
    ]);
    expect(refusal(await put(wide, { roles: 've' }))).toEqual([403, 'role_exceeds_yours']);
    expect(refusal(await call('PATCH', `/roles/${wide}`, { token, body: { description: 'mine' } }))).toEqual([403, 'role_exceeds_yours']);
    expect(refusal(await put(admin_role, {}))).toEqual([409, 'role_is_fixed']);
    expect(refusal(await call('PATCH', `/roles/${admin_role}`, { token, body: { description: 'x' } }))).toEqual([
      403,
      'role_exceeds_yours',
    ]);
    expect((await call('GET', `/roles/${wide}/modules`)).body).toHaveLength(2);
    // What he has he may give, and take.
    expect((await put(own, { roles: 've' })).status).toBe(200);
  });

  it('by an API key', async () => {
    const { id } = await makeUser();
    const { key } = (await call('POST', '/api-keys', { body: { name: 'x', scopes: ['roles:*'] } })).body;
    const headers = { 'x-api-key': key };
    const role = await makeRole({});
    for (const [method, path, body] of [
      ['POST', '/roles/users', { user_id: id, role_id: admin_role }],
      ['DELETE', `/roles/users/${randomUUID()}`, undefined],
      ['POST', '/roles', { name: 'from_a_key' }],
      ['PATCH', `/roles/${role}`, { description: 'x' }],
      ['PUT', `/roles/${role}/modules`, { modules: [] }],
      ['DELETE', `/roles/${role}`, undefined],
    ] as const) {
      expect([path, ...refusal(await call(method, path, { as: null, headers, body }))]).toEqual([path, 403, 'person_needed']);
    }
    expect((await call('GET', '/roles', { as: null, headers })).status).toBe(200);
  });

  it('by prolonging a key that may do more than he', async () => {
    const { id, key } = (await call('POST', '/api-keys', { body: { name: 'wide', scopes: ['roles:*'] } })).body;
    const { token } = await makeUser(await makeRole({ api_keys: 've' }));
    for (const body of [{ expires_at: '2099-01-01T00:00:00Z' }, { rate_limit_per_hour: 100_000 }, { scopes: ['api_keys:view'] }]) {
      expect(refusal(await call('PATCH', `/api-keys/${id}`, { token, body }))).toEqual([403, 'scope_not_held']);
    }
    expect((await call('GET', '/roles', { as: null, headers: { 'x-api-key': key } })).status).toBe(200);
  });

  it('over the database directly', async () => {
    const { id, token } = await makeUser(await makeRole({ roles: 'vced' }));
    const headers = { authorization: `Bearer ${token}`, apikey: token, 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      fetch(`${product.database.restUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const p_actor_id = (await call('GET', '/auth/me')).body.id;
    for (const [path, body] of [
      ['/user_roles', { user_id: id, role_id: admin_role }],
      ['/rpc/assign_role', { p_user_id: id, p_role_id: admin_role, p_actor_id }],
      ['/rpc/set_role_modules', { p_role_id: admin_role, p_modules: [], p_actor_id }],
      ['/rpc/get_session_state', { p_user_id: id, p_session_id: null }],
    ] as const) {
      expect([path, (await post(path, body)).status]).toEqual([path, 403]);
    }
    expect(await isAdmin(token)).toBe(false);
  });
});

describe('nobody takes what he does not have', () => {
  it('from an admin, or from anyone with more rights', async () => {
    const { token } = await makeUser(await makeRole({ roles: 'vd' }));
    const { assignment: other_admin, token: admin_token } = await makeUser(admin_role);
    const narrow = await makeUser(await makeRole({ roles: 'v' }));
    expect(refusal(await call('DELETE', `/roles/users/${other_admin}`, { token }))).toEqual([403, 'role_exceeds_yours']);
    expect(await isAdmin(admin_token)).toBe(true);
    expect((await call('DELETE', `/roles/users/${narrow.assignment}`, { token })).status).toBe(200);
    expect(refusal(await call('DELETE', `/roles/users/${randomUUID()}`, { token }))).toEqual([404, 'user_role_not_found']);
    expect((await call('DELETE', `/roles/users/${other_admin}`)).status).toBe(200);
  });

  it('from the last admin, also when two go at once', async () => {
    const { assignment, token } = await makeUser(admin_role);
    const admins = (await call('GET', `/roles/users?role_id=${admin_role}`)).body.data;
    expect(admins).toHaveLength(2);
    const answers = await Promise.all([
      call('DELETE', `/roles/users/${assignment}`),
      call('DELETE', `/roles/users/${admins.find((one) => one.id !== assignment)!.id}`, { token }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = (await call('GET', '/auth/me')).body.full_access ? undefined : token;
    // The tests go on with the admin they know.
    if (left) {
      const { id } = (await call('GET', '/auth/me')).body;
      expect((await call('POST', '/roles/users', { token: left, body: { user_id: id, role_id: admin_role } })).status).toBe(201);
      expect((await call('DELETE', `/roles/users/${assignment}`)).status).toBe(200);
    }
  });

  it('from the last admin who can sign in', async () => {
    const { id } = await makeUser(admin_role);
    await product.database.pool.query(`update auth.users set banned_until = now() + interval '1 day' where id = $1`, [id]);
    const own = (await call('GET', `/roles/users?role_id=${admin_role}`)).body.data.find((one) => one.user_id !== id)!;
    expect(refusal(await call('DELETE', `/roles/users/${own.id}`))).toEqual([409, 'last_admin']);
  });
});

describe('a role', () => {
  it('is refused with the reason, in any letters', async () => {
    const role = await makeRole({});
    for (const module_key of ['é', 'हिन्दी', '💥', 'e']) {
      const answer = await call('PUT', `/roles/${role}/modules`, { body: { modules: [{ module_key }] } });
      expect([...refusal(answer), answer.body.details]).toEqual([422, 'module_not_found', module_key]);
    }
  });

  it('is read, renamed and deleted', async () => {
    const { id, name } = (await call('POST', '/roles', { body: { name: 'short_lived', description: 'For a test.' } })).body;
    expect((await call('GET', `/roles/${id}`)).body).toMatchObject({ id, name: 'short_lived', description: 'For a test.' });
    expect((await call('PATCH', `/roles/${id}`, { body: { name: 'renamed' } })).body).toMatchObject({
      name: 'renamed',
      description: 'For a test.',
    });
    expect(refusal(await call('PATCH', `/roles/${id}`, { body: { name: 'viewer' } }))).toEqual([409, 'conflict']);
    expect(refusal(await call('PATCH', `/roles/${id}`, { body: {} }))).toEqual([400, 'validation_failed']);
    expect((await call('DELETE', `/roles/${id}`)).body).toMatchObject({ name: 'renamed' });
    expect(refusal(await call('GET', `/roles/${id}`))).toEqual([404, 'role_not_found']);
    expect(refusal(await call('DELETE', `/roles/${id}`))).toEqual([404, 'role_not_found']);
    expect(name).toBe('short_lived');
  });

  it('counts at once, and ends at once', async () => {
    const token = await product.token();
    const me = (await call('GET', '/auth/me', { token })).body;
    const sees = async () => (await call('GET', '/calls/sync/runs', { token })).status;
    const given = await call('POST', '/roles/users', { body: { user_id: me.id, role_id: await roleNamed('viewer') } });
    expect([given.status, await sees()]).toEqual([201, 200]);
    expect([(await call('DELETE', `/roles/users/${given.body.id}`)).status, await sees()]).toEqual([200, 403]);
  });

  it('stays while a user has it', async () => {
    const role = await makeRole({});
    const { assignment } = await makeUser(role);
    const answer = await call('DELETE', `/roles/${role}`);
    expect([...refusal(answer), answer.body.details]).toEqual([409, 'role_is_assigned', { users: 1 }]);
    await call('DELETE', `/roles/users/${assignment}`);
    expect((await call('DELETE', `/roles/${role}`)).status).toBe(200);
  });

  it('that came with the product stays, and keeps its name', async () => {
    const viewer = await roleNamed('viewer');
    expect(refusal(await call('DELETE', `/roles/${viewer}`))).toEqual([409, 'role_is_fixed']);
    expect(refusal(await call('PATCH', `/roles/${viewer}`, { body: { name: 'looker' } }))).toEqual([409, 'role_is_fixed']);
    expect((await call('PATCH', `/roles/${viewer}`, { body: { description: 'Only looks.' } })).body.description).toBe('Only looks.');
  });

  it('is listed with the users who have it, by name and e-mail address', async () => {
    const { id } = await makeUser(await roleNamed('viewer'));
    await product.database.pool.query(
      `update auth.users set email = 'asha@example.com', raw_user_meta_data = '{"full_name": "Asha Rao"}' where id = $1`,
      [id],
    );
    const { data } = (await call('GET', `/roles/users?user_id=${id}`)).body;
    expect(data).toEqual([expect.objectContaining({ user_id: id, email: 'asha@example.com', name: 'Asha Rao' })]);
  });
});
