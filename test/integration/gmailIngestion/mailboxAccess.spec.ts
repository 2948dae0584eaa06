import { pino } from 'pino';
import { ConfigService } from '../../../src/common/config/config.service.js';
import { readSettings } from '../../../src/start/settings.js';
import { SecretBox } from '../../../src/common/crypto/secretBox.js';
import type { JobsService } from '../../../src/common/jobs/jobs.service.js';
import type { Task } from '../../../src/common/jobs/task.js';
import { GmailPushWatchService } from '../../../src/gmailIngestion/mailboxes/gmailPushWatch.service.js';
import { GmailAccounts } from '../../../src/gmailIngestion/mailboxes/gmailAccounts.js';
import { MailboxAccess } from '../../../src/gmailIngestion/mailboxes/mailboxAccess.js';
import { MailboxesRepository } from '../../../src/gmailIngestion/mailboxes/mailboxes.repository.js';
import type { GmailApi } from '../../../src/gmailIngestion/mailPorts.js';
import { credentialsPlace } from '../../../src/gmailIngestion/mailboxes/supportEmailCredentials.js';
import { type GmailSandbox, startGmailSandbox } from '../../../src/providers/gmail/gmail.sandbox.js';
import { ProviderError } from '../../../src/providers/providerError.js';
import { PostgresService } from '../../../src/supabase/postgres.service.js';
import { createTestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { Mailboxes } from '../../support/factories/mailboxes.js';

const BOX = new SecretBox(['a key that only tests know, long enough too']);
const GRANT = { client_id: 'an-id', client_secret: 'a-secret', refresh_token: 'a-token' };

/** Google, as far as mailboxes need it. */
class FakeGmail implements GmailApi {
  refreshed = 0;
  expires_in = 3_600;
  fault?: ProviderError;
  watched: string[] = [];
  stopped = 0;

  async refreshAccessToken(grant: typeof GRANT) {
    await new Promise(setImmediate);
    if (this.fault) throw this.fault;
    expect(grant).toEqual(GRANT);
    return { access_token: `access ${++this.refreshed}`, expires_in: this.expires_in };
  }

  async watch(access_token: string, topic: string) {
    this.watched.push(`${access_token} -> ${topic}`);
    return { history_id: '9876543210', expires_at: new Date(Date.now() + 7 * 86_400_000) };
  }

  async stop() {
    if (this.fault) throw this.fault;
    this.stopped++;
  }
}

let mailboxes: Mailboxes;
let postgres: PostgresService;
let repository: MailboxesRepository;
let gmail: FakeGmail;
let access: MailboxAccess;
const config = (environment = {}) =>
  new ConfigService(readSettings(environment), { database: { db_url: mailboxes.database.dbUrl } } as never);
beforeAll(async () => {
  mailboxes = new Mailboxes(await createTestDatabase());
  postgres = new PostgresService(config(), pino({ level: 'silent' }));
  repository = new MailboxesRepository(postgres);
});
afterAll(async () => {
  await postgres.onApplicationShutdown();
  await mailboxes.close();
});
beforeEach(() => {
  gmail = new FakeGmail();
  access = new MailboxAccess(repository, BOX, gmail);
});

async function withConsent(change: object = {}): Promise<string> {
  const id = await mailboxes.make({ provider: 'gmail', auth_kind: 'oauth2', imap_host: 'imap.gmail.com', ...change });
  await mailboxes.pool.query('update support_email_secrets set sealed = $2 where support_email_id = $1', [
    id,
    BOX.seal(JSON.stringify({ kind: 'oauth2', ...GRANT }), credentialsPlace(id)),
  ]);
  return id;
}

describe('MailboxAccess', () => {
  it('opens a password for both servers', async () => {
    const id = await mailboxes.make({}, 'secret words');
    expect(await access.imap(id)).toMatchObject({
      host: 'imap.example.com',
      port: 993,
      security: 'tls',
      credentials: { kind: 'password', password: 'secret words' },
    });
    expect(await access.smtp(id)).toMatchObject({ host: 'smtp.example.com', port: 465, credentials: { password: 'secret words' } });
    expect(await access.accessToken(id)).toBeUndefined();
  });

  it('gets a token once for all who ask, and another when it ends within two minutes, was refused or the mailbox changed', async () => {
    const id = await withConsent();
    const tokens = await Promise.all([access.imap(id), access.smtp(id), access.imap(id)]);
    expect(tokens.map(({ credentials }) => credentials)).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'oauth2', access_token: 'access 1' })),
    );
    expect(await access.accessToken(id)).toBe('access 1');
    access.forget(id);
    gmail.expires_in = 119;
    expect(await access.accessToken(id)).toBe('access 2');
    expect(await access.accessToken(id)).toBe('access 3');
    gmail.expires_in = 3_600;
    expect([await access.accessToken(id), await access.accessToken(id)]).toEqual(['access 4', 'access 4']);
    await mailboxes.pool.query(`update support_emails set version = version + 1 where id = $1`, [id]);
    expect(await access.accessToken(id)).toBe('access 5');
  });

  it('asks for a person when the consent is refused, and for patience when Google is away', async () => {
    const id = await withConsent();
    gmail.fault = new ProviderError('gmail', 'unauthorised', 'oauth_grant_refused', 'No.');
    await expect(access.imap(id)).rejects.toMatchObject({ kind: 'reconnect_needed', code: 'mail_oauth_refused' });
    gmail.fault = new ProviderError('gmail', 'temporary', 'provider_timeout', 'Late.');
    await expect(access.imap(id)).rejects.toMatchObject({ kind: 'retry', code: 'mail_oauth_unreachable' });
  });

  it('opens no secret of another mailbox, and none of one that was removed', async () => {
    const [one, other] = [await mailboxes.make(), await mailboxes.make()];
    await mailboxes.pool.query(
      `update support_email_secrets t set sealed = s.sealed from support_email_secrets s where t.support_email_id = $1
        and s.support_email_id = $2`,
      [one, other],
    );
    await expect(access.imap(one)).rejects.toMatchObject({ code: 'mail_credentials_unreadable' });
    await mailboxes.pool.query('select delete_support_email($1)', [other]);
    await expect(access.imap(other)).rejects.toMatchObject({ code: 'support_email_not_found' });
  });
});

describe('a consent that the provider renews', () => {
  let google: GmailSandbox;
  beforeEach(async () => {
    google = await startGmailSandbox({ renewal: 'takes_old_away' });
  });
  afterEach(() => google.stop());

  /** A node, with the tokens that it remembers. */
  const node = (through: MailboxesRepository = repository) =>
    new MailboxAccess(through, BOX, new GmailAccounts({ base_url: google.url, token_url: google.token_url, timeout_ms: 5_000 }));
  const seal = (id: string, refresh_token = google.refresh_token) =>
    BOX.seal(
      JSON.stringify({ kind: 'oauth2', client_id: google.client_id, client_secret: google.client_secret, refresh_token }),
      credentialsPlace(id),
    );
  const consented = async () => {
    const id = await withConsent();
    await mailboxes.pool.query('update support_email_secrets set sealed = $2 where support_email_id = $1', [id, seal(id)]);
    return id;
  };
  const secret = async (id: string) =>
    (
      await mailboxes.pool.query<{ sealed: string; refreshing_until: Date | null }>(
        'select * from support_email_secrets where support_email_id = $1',
        [id],
      )
    ).rows[0]!;
  const stored = async (id: string) =>
    (JSON.parse(BOX.open((await secret(id)).sealed, credentialsPlace(id))) as { refresh_token: string }).refresh_token;

  it('is stored sealed, and used from then on; no watcher hears of it', async () => {
    const id = await consented();
    const listener = await postgres.dedicated();
    const heard: unknown[] = [];
    listener.on('notification', (notice) => heard.push(notice.payload));
    await listener.query('listen mailboxes_changed');
    const { version } = await mailboxes.row<{ version: number }>(id);
    const one = node();
    expect(await one.accessToken(id)).toBe('ya29.sandbox-1');
    expect([await stored(id), (await secret(id)).refreshing_until]).toEqual(['sandbox-refresh-token-1', null]);
    expect((await secret(id)).sealed).not.toContain('sandbox-refresh-token');
    one.forget(id);
    expect(await one.accessToken(id)).toBe('ya29.sandbox-2');
    expect(await node().accessToken(id)).toBe('ya29.sandbox-3');
    expect(await stored(id)).toBe(google.refresh_token);
    await listener.query('select 1');
    await listener.end();
    expect([heard, (await mailboxes.row<{ version: number }>(id)).version]).toEqual([[], version]);
  });

  it('is left as it is when it was not renewed', async () => {
    google.renewal = 'never';
    const id = await consented();
    const before = (await secret(id)).sealed;
    await node().accessToken(id);
    expect(await secret(id)).toMatchObject({ sealed: before, refreshing_until: null });
  });

  it('is not asked for by two nodes with the same token, of which one would be refused', async () => {
    google.token_ms = 300;
    const id = await consented();
    const tokens = await Promise.all([node(), node(), node()].map((one) => one.accessToken(id)));
    expect(tokens.sort()).toEqual(['ya29.sandbox-1', 'ya29.sandbox-2', 'ya29.sandbox-3']);
    expect(await stored(id)).toBe(google.refresh_token);
  });

  it('does not take the place of what a person gave meanwhile, and the next turn does not wait for it', async () => {
    google.token_ms = 300;
    const id = await consented();
    const asking = node().accessToken(id);
    await until(
      () => google.access_tokens.length,
      (count) => count === 1,
    );
    await mailboxes.pool.query(`select update_support_email($1, '{}', $2)`, [id, seal(id, 'given by a person')]);
    await asking;
    expect([await stored(id), (await secret(id)).refreshing_until]).toEqual(['given by a person', null]);
  });

  it('is kept in memory when it cannot be stored, and stored the next time', async () => {
    let fails = true;
    const failing = new Proxy(repository, {
      get: (target, name, receiver) =>
        name === 'endRefresh' && fails ? () => Promise.reject(new Error('The database is away.')) : Reflect.get(target, name, receiver),
    });
    const id = await consented();
    const one = node(failing);
    await one.accessToken(id);
    expect(await stored(id)).toBe('sandbox-refresh-token');
    fails = false;
    one.forget(id);
    // Its turn would have ended by itself.
    await mailboxes.pool.query(
      `update support_email_secrets set refreshing_until = now() - interval '1 second' where support_email_id = $1`,
      [id],
    );
    expect(await one.accessToken(id)).toBe('ya29.sandbox-2');
    expect(await stored(id)).toBe(google.refresh_token);
  });

  it('gives the turn back when the provider refuses', async () => {
    const id = await consented();
    google.fail({ path: 'token', status: 400, body: { error: 'invalid_grant' } });
    await expect(node().accessToken(id)).rejects.toMatchObject({ code: 'mail_oauth_refused' });
    expect((await secret(id)).refreshing_until).toBeNull();
  });
});

describe("following Gmail's push", () => {
  const TOPIC = 'projects/demo-project/topics/gmail';
  const added: unknown[] = [];
  const jobs = { add: ({ name }: Task, payload: object) => Promise.resolve(added.push([name, payload])) } as unknown as JobsService;
  const push = (environment: object = { GMAIL_PUBSUB_TOPIC: TOPIC }) =>
    new GmailPushWatchService(access, repository, jobs, config(environment), gmail, pino({ level: 'silent' }));
  const expires = async (id: string) => (await mailboxes.row<{ push_expires_at: Date | null }>(id)).push_expires_at;
  beforeEach(() => added.splice(0));

  it('begins with OAuth and a topic only, and ends when watching ends', async () => {
    const id = await withConsent();
    await push().follow((await repository.withSecret(id))!);
    expect(added).toEqual([['gmail.renew_push', { support_email_id: id }]]);
    await push().renew(id);
    expect(gmail.watched).toEqual([`access 1 -> ${TOPIC}`]);
    expect(await expires(id)).toBeInstanceOf(Date);

    await mailboxes.pool.query('select watch_support_email($1, false)', [id]);
    await push().follow((await repository.withSecret(id))!);
    expect([gmail.stopped, await expires(id)]).toEqual([1, null]);
    await push().renew(id);
    expect(gmail.watched).toHaveLength(1);

    added.splice(0);
    const by_password = await mailboxes.make({ provider: 'gmail' });
    await push().follow((await repository.withSecret(by_password))!);
    await push({}).follow((await repository.withSecret(await withConsent()))!);
    expect(added).toEqual([]);
  });

  it('is renewed for all, whatever becomes of one', async () => {
    await mailboxes.pool.query('update support_emails set is_watched = false');
    const [one, broken, other] = [await withConsent(), await withConsent(), await withConsent()];
    await mailboxes.pool.query(`update support_email_secrets set sealed = 'v1.x.y.z.a' where support_email_id = $1`, [broken]);
    await push().renewAll({ job_id: '1', attempt: 1, signal: new AbortController().signal });
    expect(gmail.watched).toHaveLength(2);
    expect((await Promise.all([one, broken, other].map(expires))).map((at) => at !== null)).toEqual([true, false, true]);
  });

  it('ends here when Google cannot be told', async () => {
    const id = await withConsent();
    await push().renew(id);
    gmail.fault = new ProviderError('gmail', 'temporary', 'provider_timeout', 'Late.');
    await push().end((await repository.withSecret(id)) as never);
    expect([gmail.stopped, await expires(id)]).toEqual([0, null]);
  });
});
