import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { ConfigService } from '../../../src/common/config/config.service.js';
import { readSettings } from '../../../src/start/settings.js';
import { SecretBox } from '../../../src/common/crypto/secretBox.js';
import { LocalFileStore } from '../../../src/common/files/localFileStore.js';
import type { MetricsService } from '../../../src/common/health/metrics.service.js';
import { MailboxAccess } from '../../../src/gmailIngestion/mailboxes/mailboxAccess.js';
import { MailboxesRepository } from '../../../src/gmailIngestion/mailboxes/mailboxes.repository.js';
import { MailboxSync } from '../../../src/gmailIngestion/watching/mailboxSync.js';
import { MailboxSyncRepository } from '../../../src/gmailIngestion/watching/mailboxSync.repository.js';
import { MailboxWatchersService, watchTiming, type WatchersTiming } from '../../../src/gmailIngestion/watching/mailboxWatchers.service.js';
import type { GmailApi } from '../../../src/gmailIngestion/mailPorts.js';
import { credentialsPlace } from '../../../src/gmailIngestion/mailboxes/supportEmailCredentials.js';
import type { MailboxDriver } from '../../../src/providers/ports/mailbox.port.js';
import { PostgresService } from '../../../src/supabase/postgres.service.js';
import type { SteadyConnection } from '../../../src/supabase/steadyConnection.js';
import type { TestDatabase } from '../database.js';

const BOX = new SecretBox(['a key that only tests know, long enough too']);
const NO_GMAIL: GmailApi = {
  refreshAccessToken: () => Promise.reject(new Error('Not asked here.')),
  watch: () => Promise.reject(new Error('Not asked here.')),
  stop: () => Promise.reject(new Error('Not asked here.')),
};
/** Everything that takes minutes takes milliseconds; the safety net is so slow that only being told explains a quick answer. */
const QUICK: WatchersTiming = {
  ...watchTiming(60),
  first_pause_ms: 10,
  longest_pause_ms: 40,
  slow_down_ms: 60_000,
  healthy_ms: 50,
  look_ms: 250,
  stagger_ms: 1,
  drain_ms: 5_000,
};

/** A worker process's part of reading mailboxes. */
export interface WatcherNode {
  watchers: MailboxWatchersService;
  postgres: PostgresService;
  start(): void;
  stop(): Promise<void>;
  /** Dies without a word: its connections end, nothing is written. */
  kill(): Promise<void>;
}

/** Mailboxes in a test's database, and the nodes that read them. */
export class Mailboxes {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'mailboxes-'));
  readonly files = new LocalFileStore(this.folder);
  private readonly nodes = new Set<WatcherNode>();

  constructor(readonly database: TestDatabase) {}

  get pool(): pg.Pool {
    return this.database.pool;
  }

  /** A mailbox with a password. */
  async make(change: Record<string, unknown> = {}, password = 'the password of the mailbox'): Promise<string> {
    const id = randomUUID();
    const email_address = `box-${id.slice(0, 8)}@example.com`;
    const mailbox = {
      id,
      email_address,
      display_name: '',
      provider: 'imap',
      auth_kind: 'password',
      username: email_address,
      imap_host: 'imap.example.com',
      imap_port: 993,
      imap_security: 'tls',
      smtp_host: 'smtp.example.com',
      smtp_port: 465,
      smtp_security: 'tls',
      folders: ['INBOX'],
      reads_sent: true,
      sent_copy: 'auto',
      backfill_days: 30,
      signature_text: '',
      signature_html: '',
      team: null,
      is_active: true,
      is_watched: true,
      ...change,
    };
    await this.pool.query('select create_support_email($1, $2)', [JSON.stringify(mailbox), this.seal(id, password)]);
    return id;
  }

  seal(id: string, password: string): string {
    return BOX.seal(JSON.stringify({ kind: 'password', password }), credentialsPlace(id));
  }

  async row<T = Record<string, unknown>>(id: string): Promise<T & Record<string, unknown>> {
    return (await this.pool.query('select * from support_emails where id = $1', [id])).rows[0];
  }

  async one<T>(sql: string, values: unknown[] = []): Promise<T> {
    return (await this.pool.query(sql, values)).rows[0] as T;
  }

  async count(table: 'mailbox_messages' | 'mailbox_places', id: string): Promise<number> {
    return (await this.one<{ n: number }>(`select count(*)::int as n from ${table} where support_email_id = $1`, [id])).n;
  }

  async cursor(id: string, folder = 'INBOX'): Promise<{ uid_validity: string; last_uid: number; highest_modseq: string }> {
    return this.one(
      'select uid_validity, last_uid::int as last_uid, highest_modseq from mailbox_folders where support_email_id = $1 and path = $2',
      [id, folder],
    );
  }

  /** What the parse jobs name, in all. */
  async queued(): Promise<string[]> {
    const { rows } = await this.pool.query(
      `select jsonb_array_elements_text(payload::jsonb -> 'mailbox_message_ids') as id from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'emails.parse'`,
    );
    return rows.map(({ id }) => id as string);
  }

  node(driver: MailboxDriver, timing: Partial<WatchersTiming> = {}, environment: Record<string, string> = {}): WatcherNode {
    const config = new ConfigService(readSettings(environment), { database: { db_url: this.database.dbUrl } } as never);
    const logger = pino({ level: 'silent' });
    const postgres = new PostgresService(config, logger);
    const repository = new MailboxesRepository(postgres);
    const sync = new MailboxSync(new MailboxSyncRepository(postgres), this.files, config, { registry: new Registry() } as MetricsService);
    const watchers = new MailboxWatchersService(
      driver,
      new MailboxAccess(repository, BOX, NO_GMAIL),
      sync,
      repository,
      postgres,
      config,
      { ...QUICK, ...timing },
      logger,
    );
    let is_over = false;
    const end = async (work: () => Promise<void>) => {
      if (is_over) return;
      is_over = true;
      this.nodes.delete(node);
      await work();
    };
    const node: WatcherNode = {
      watchers,
      postgres,
      start: () => watchers.start(),
      stop: () =>
        end(async () => {
          await watchers.beforeApplicationShutdown();
          await postgres.onApplicationShutdown();
        }),
      kill: () =>
        end(async () => {
          // From one moment to the next it reaches the database no more, neither to write nor to look.
          const refuse = () => Promise.reject(new Error('this process is dead'));
          Object.assign(postgres, { query: refuse, dedicated: refuse });
          const { client } = (watchers as unknown as { locks: { connection: SteadyConnection } }).locks.connection;
          (client as unknown as { connection?: { stream: { destroy(): void } } })?.connection?.stream.destroy();
          await watchers.beforeApplicationShutdown();
          await postgres.onApplicationShutdown();
        }),
    };
    this.nodes.add(node);
    return node;
  }

  async close(): Promise<void> {
    await Promise.all([...this.nodes].map((node) => node.stop()));
    rmSync(this.folder, { recursive: true, force: true });
    await this.database.drop();
  }
}
