import { type Answer, startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

interface Body {
  code: string;
  message: string;
}

const PASSWORD = 'open sesame, please';
let product: TestApp;
let other: TestApp;
beforeAll(async () => {
  const environment = { LOGIN_MAX_FAILURES: '3', LOGIN_MAX_FAILURES_PER_IP: '12', LOGIN_WINDOW_MINUTES: '15' };
  product = await startTestApp({ environment });
  other = await startTestApp({ environment, database: product.database });
  await product.token('viewer');
  await product.token('agent');
  await product.database.pool.query(`update auth.users set encrypted_password = extensions.crypt($1, extensions.gen_salt('bf', 4))`, [
    PASSWORD,
  ]);
});
afterAll(async () => {
  await other.close();
  await product.close();
});
beforeEach(() => product.database.pool.query('delete from login_attempts'));

const login = (email: string, password = 'a wrong one', ip = '192.0.2.1', app = product): Promise<Answer<Body>> =>
  app.call('POST', '/auth/login', { as: null, body: { email, password }, headers: { 'x-forwarded-for': ip } });
const times = async (n: number, attempt: (index: number) => Promise<Answer<Body>>) => {
  const statuses: number[] = [];
  for (let index = 0; index < n; index += 1) statuses.push((await attempt(index)).status);
  return statuses;
};
/** As if so many seconds had gone by. */
const pass = (seconds: number) =>
  product.database.pool.query(
    `update login_attempts set forget_at = forget_at - $1 * interval '1 second',
       blocked_until = case when isfinite(blocked_until) then blocked_until - $1 * interval '1 second' else blocked_until end`,
    [seconds],
  );

describe('guessing a password', () => {
  it('ends after some failures, with the right password too, on every node', async () => {
    expect(await times(3, () => login('viewer@example.com'))).toEqual([401, 401, 401]);
    for (const app of [product, other]) {
      const refused = await login('Viewer@Example.com', PASSWORD, '192.0.2.77', app);
      expect([refused.status, refused.body.code]).toEqual([429, 'too_many_attempts']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    }
    expect((await login('agent@example.com', PASSWORD)).status).toBe(200);
  });

  it('has to wait longer each time, up to the window, and is forgotten after it', async () => {
    await times(3, () => login('viewer@example.com'));
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const wait = Number((await login('viewer@example.com')).headers.get('retry-after'));
      waits.push(Math.ceil(wait / 60));
      await pass(wait + 1);
      expect((await login('viewer@example.com')).status).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
    await pass(31 * 60);
    expect(await times(4, () => login('viewer@example.com'))).toEqual([401, 401, 401, 429]);
  });

  it('goes the same way for an address that nobody has', async () => {
    const story = async (email: string) => {
      const answers = [];
      for (let index = 0; index < 5; index += 1) {
        const { status, body, headers } = await login(email, 'a wrong one', `192.0.2.${email.length}`);
        answers.push([status, body.code, body.message, headers.get('retry-after'), [...headers.keys()].sort()]);
      }
      return answers;
    };
    expect(await story('nobody-at-all@example.com')).toEqual(await story('viewer@example.com'));
  });

  it('does not get more tries by being quick', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        login('viewer@example.com', 'a wrong one', `192.0.2.${index + 1}`, index % 2 ? product : other),
      ),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(3);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(27);
  });

  it('ends for a client that tries many addresses, wherever in its network', async () => {
    const ip = (index: number) => `2001:db8:7:7::${index + 1}`;
    expect(await times(12, (index) => login(`victim${index}@example.com`, 'a wrong one', ip(index)))).toEqual(Array(12).fill(401));
    expect((await login('viewer@example.com', PASSWORD, ip(99))).status).toBe(429);
    expect((await login('viewer@example.com', PASSWORD, '2001:db8:7:8::1')).status).toBe(200);
  });

  it('cannot hide behind a header of its own', async () => {
    // Of the addresses in the header only the last was written by our proxy.
    expect(await times(13, (index) => login(`victim${index}@example.com`, 'a wrong one', `203.0.113.${index}, 198.51.100.7`))).toEqual([
      ...Array(12).fill(401),
      429,
    ]);
  });
});

describe('signing in', () => {
  it('clears the count of the address, and is no failure of the client', async () => {
    await times(2, () => login('viewer@example.com'));
    expect((await login('viewer@example.com', PASSWORD)).status).toBe(200);
    expect(await times(3, () => login('viewer@example.com'))).toEqual([401, 401, 401]);
    await product.database.pool.query('delete from login_attempts');
    expect(await times(20, () => login('viewer@example.com', PASSWORD))).toEqual(Array(20).fill(200));
  });

  it('keeps no address and no client in readable form', async () => {
    await login('viewer@example.com', 'a wrong one', '192.0.2.55');
    const { rows } = await product.database.pool.query('select * from login_attempts');
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/viewer|192\.0\.2/);
  });

  it('forgets old counts', async () => {
    await login('viewer@example.com');
    await pass(16 * 60);
    await login('agent@example.com', 'a wrong one', '192.0.2.9');
    await product.database.pool.query(`select graphile_worker.add_job('auth.drop_login_attempts', '{}'::json)`);
    const left = async () => (await product.database.pool.query('select 1 from login_attempts')).rowCount;
    await until(left, (count) => count === 2);
  });

  it('lets nobody through when attempts cannot be counted', async () => {
    await product.database.pool.query('alter function count_login_attempt(text, integer, integer) rename to gone');
    try {
      expect((await login('viewer@example.com', PASSWORD)).status).toBe(500);
    } finally {
      await product.database.pool.query('alter function gone(text, integer, integer) rename to count_login_attempt');
    }
  });
});
