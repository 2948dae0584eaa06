import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../../src/providers/sandbox/random.js';
import { type MailSandbox, startMailSandbox } from '../../../src/providers/mail/mail.sandbox.js';
import { type Fleet, type FleetNode, startFleet } from '../../support/fleet.js';
import { inventMail, MAILBOX, type MailStory, reroute, type StoryMessage } from './mailStory.js';

export interface MailOptions {
  seed: string;
  messages: number;
  /** Breaks the product on purpose: a message that comes again is a new one; or threads believe every reference. */
  mutation?: 'forget_identity' | 'believe_references';
  say?: (line: string) => void;
}

export interface MailReport {
  /** Distinct ones; what was delivered on top of them came again. */
  messages: number;
  deliveries: number;
  threads: number;
  kills: number;
  server_restarts: number;
  broken_connections: number;
  renumberings: number;
  moved: number;
  removed_at_server: number;
  deleted: number;
  postgres_restarts: number;
  faults: string[];
}

/** What happens between two deliveries. */
const TROUBLES = [
  ['quiet', 24],
  ['kill', 4],
  ['server_restart', 3],
  ['mid_literal', 5],
  ['bye', 3],
  ['drop', 3],
  ['move', 8],
  ['remove', 6],
  ['delete', 6],
] as const;

const DELIVERED_AT_ONCE = 12;
/** Messages that may wait to be seen before more are delivered. */
const MOST_UNSEEN = 200;
const FOLDERS = ['INBOX', 'Archive'];

export async function proveMail({ seed, messages, mutation, say = () => undefined }: MailOptions): Promise<MailReport> {
  const story = inventMail(seed, messages);
  const sandbox = await startMailSandbox({ accounts: [{ email_address: MAILBOX }] });
  const fleet = await startFleet({ environment: { EMAIL_TRIAGE: 'off', MAIL_POLL_SECONDS: '10' } });
  const stage = new Stage(story, sandbox, fleet, new Random(`mail-troubles/${seed}`), say);
  try {
    if (mutation) await sabotage(fleet, mutation);
    await stage.open();
    await stage.play();
    await stage.rest();
    await stage.judge();
    // Everything is read once more, and nothing changes.
    const before = await stage.fingerprint();
    for (const folder of FOLDERS) stage.renumber(folder);
    await stage.rest();
    if ((await stage.fingerprint()) !== before) stage.report.faults.push('reading all folders anew changed what is stored');
  } finally {
    await fleet.close();
    await sandbox.stop();
  }
  return stage.report;
}

async function sabotage(fleet: Fleet, mutation: NonNullable<MailOptions['mutation']>): Promise<void> {
  if (mutation === 'forget_identity') {
    await fleet.pool.query(`
      create function public.forget_identity() returns trigger language plpgsql as
        $$ begin new.identity := new.identity || gen_random_uuid(); return new; end $$;
      create trigger forget_identity before insert on public.mailbox_messages for each row execute function public.forget_identity()`);
  } else {
    // Everybody is a participant of everything.
    await fleet.pool.query(`
      create function public.believe_all() returns trigger language plpgsql as $$ begin
        new.participants := array(select p from unnest(new.participants) p
        union select 'stranger' || n || '@example.net' from generate_series(0, 500) n); return new; end $$;
      create trigger believe_all before insert or update on public.email_threads for each row execute function public.believe_all()`);
  }
}

class Stage {
  readonly report: MailReport = {
    messages: 0,
    deliveries: 0,
    threads: 0,
    kills: 0,
    server_restarts: 0,
    broken_connections: 0,
    renumberings: 0,
    moved: 0,
    removed_at_server: 0,
    deleted: 0,
    postgres_restarts: 0,
    faults: [],
  };
  private api!: FleetNode;
  private readonly workers: FleetNode[] = [];
  private mailbox_id = '';
  private readonly deleted = new Set<string>();
  private readonly account;

  constructor(
    private readonly story: MailStory,
    sandbox: MailSandbox,
    private readonly fleet: Fleet,
    private readonly random: Random,
    private readonly say: (line: string) => void,
  ) {
    this.account = sandbox.account(MAILBOX);
  }

  async open(): Promise<void> {
    this.api = await this.fleet.start('api');
    for (let worker = 0; worker < 2; worker++) this.workers.push(await this.fleet.start('worker'));
    const { imap_port, smtp_port, username, password } = this.account;
    const server = { imap_host: '127.0.0.1', imap_port, imap_security: 'none', smtp_host: '127.0.0.1', smtp_port, smtp_security: 'none' };
    const { id } = await this.call<{ id: string }>('POST', '/support-emails', {
      email_address: MAILBOX,
      provider: 'imap',
      username,
      password,
      ...server,
      folders: FOLDERS,
      backfill_days: 3650,
    });
    this.mailbox_id = id;
  }

  async play(): Promise<void> {
    const { messages } = this.story;
    this.report.messages = messages.length;
    this.report.threads = this.story.threads;
    const half = Math.floor(messages.length / 2);
    for (let place = 0; place < messages.length; place += DELIVERED_AT_ONCE) {
      for (const message of messages.slice(place, place + DELIVERED_AT_ONCE)) this.deliver(message);
      await this.trouble(this.random.weighted(TROUBLES));
      if (place <= half && place + DELIVERED_AT_ONCE > half) {
        await this.fleet.restartPostgres();
        this.report.postgres_restarts++;
        this.renumber('INBOX');
      }
      if (place % (DELIVERED_AT_ONCE * 40) === 0)
        this.say(`${place + DELIVERED_AT_ONCE} messages, ${this.report.kills} kills, ${await this.stored()} stored`);
      await this.hurry();
      await this.keepPace();
    }
  }

  /** A mailbox that gets more than anybody reads shows nothing of what happens while it is read. */
  private async keepPace(): Promise<void> {
    const deadline = Date.now() + 120_000;
    for (;;) {
      const { seen, there } = await this.progress();
      if (there - seen <= MOST_UNSEEN) return;
      if (Date.now() > deadline) throw new Error(`the mailbox is not read: ${seen} of ${there} numbers are seen`);
      await this.hurry();
      await sleep(100);
    }
  }

  /** How far the mailbox was read, and what became of it. */
  private async progress() {
    const { rows } = await this.fleet.pool.query<{ open: number; waiting: number; seen: number; parked: number; state: string }>(
      `select (select count(*) from public.mailbox_messages where state = 'stored')::integer as open,
         (select count(*) from public.emails where triage_state = 'pending' and deleted_at is null)::integer as waiting,
         (select count(*) from public.mailbox_messages where state = 'parked')::integer as parked,
         (select state from public.support_emails where id = $1) as state,
         (select coalesce(sum(greatest(f.last_uid, 0)), 0) from public.mailbox_folders f where f.support_email_id = $1)::integer as seen`,
      [this.mailbox_id],
    );
    const there = [...FOLDERS, this.account.sent_folder].reduce((sum, folder) => sum + this.account.imap.folder(folder).uidnext - 1, 0);
    return { ...rows[0]!, there };
  }

  /** All that can still happen has happened: everything is read, parsed and looked at by triage, which comes last. */
  async rest(): Promise<void> {
    const deadline = Date.now() + 240_000;
    for (;;) {
      await this.hurry();
      await sleep(250);
      const { open, waiting, seen, state, parked, there } = await this.progress();
      const still =
        `${open} are not parsed, ${waiting} wait for triage, ${seen} of ${there} numbers are seen, ` +
        `${parked} parked, the mailbox is ` +
        `${state}`;
      if (open === 0 && waiting === 0 && seen === there && state === 'watching') return;
      if (Date.now() > deadline) throw new Error(`It did not come to rest: ${still}`);
    }
  }

  async judge(): Promise<void> {
    const { rows } = await this.fleet.pool.query<{ mark: string; thread_id: string; deleted: boolean }>(
      `select m.mark, e.thread_id, e.deleted_at is not null as deleted
       from public.emails e
       cross join lateral (select (regexp_match(e.subject || ' ' || e.body_text || ' ' || e.body_html,
         'mark-[0-9]+-[a-z0-9]+-end'))[1] as mark) m`,
    );
    const { faults } = this.report;
    const found = new Map<string, { thread_id: string; deleted: boolean }[]>();
    for (const { mark, ...row } of rows) found.set(mark, [...(found.get(mark) ?? []), row]);
    const rooms = new Map<string, Set<string>>();
    const owners = new Map<string, Set<string>>();
    for (const { mark, thread } of this.story.messages) {
      const stored = found.get(mark) ?? [];
      if (stored.length !== 1) faults.push(`${mark} is stored ${stored.length} times`);
      for (const { thread_id, deleted } of stored) {
        rooms.set(thread, (rooms.get(thread) ?? new Set()).add(thread_id));
        owners.set(thread_id, (owners.get(thread_id) ?? new Set()).add(thread));
        if (deleted !== this.deleted.has(mark)) faults.push(`${mark} is ${deleted ? '' : 'not '}deleted`);
      }
    }
    if (rows.length !== this.story.messages.length) faults.push(`${rows.length} e-mails of ${this.story.messages.length} messages`);
    for (const [thread, ids] of rooms) if (ids.size > 1) faults.push(`${thread} lies in ${ids.size} threads`);
    for (const names of owners.values()) if (names.size > 1) faults.push(`one thread holds ${[...names].join(' and ')}`);
    const parked = await this.fleet.pool.query<{ error_code: string }>(
      `select error_code from public.mailbox_messages where state = 'parked'`,
    );
    for (const { error_code } of parked.rows) faults.push(`a message is parked: ${error_code}`);
  }

  /** Of all that a reader of the e-mails can see. */
  async fingerprint(): Promise<string> {
    const { rows } = await this.fleet.pool.query<{ print: string }>(
      `select md5(string_agg(row(e.id, e.thread_id, e.message_id, e.subject, e.body_text, e.body_html, e.is_read, e.status, e.version,
        e.deleted_at)::text, '' order by e.id)) as print
       from public.emails e`,
    );
    return rows[0]!.print;
  }

  renumber(folder: string): void {
    this.account.imap.renumber(folder);
    this.report.renumberings++;
  }

  private deliver({ folder, raw, again }: StoryMessage): void {
    const place = folder === 'Sent' ? this.account.sent_folder : folder;
    const copies: [string, Buffer][] = [[place, raw]];
    if (again === 'same') copies.push([place, raw]);
    if (again === 'rerouted') copies.push([place, reroute(raw)]);
    if (again === 'copied') copies.push([place === 'INBOX' ? 'Archive' : 'INBOX', raw]);
    for (const [where, content] of copies) this.account.file(where, content);
    this.report.deliveries += copies.length;
  }

  private async trouble(kind: (typeof TROUBLES)[number][0]): Promise<void> {
    const { account, report, random } = this;
    if (kind === 'kill') {
      const place = random.int(0, 1);
      await sleep(random.int(0, 200));
      await this.workers[place]!.kill();
      this.workers[place] = await this.fleet.start('worker');
      report.kills++;
    } else if (kind === 'server_restart') {
      await account.restart(random.int(0, 300));
      report.server_restarts++;
    } else if (kind === 'mid_literal' || kind === 'bye' || kind === 'drop') {
      account.addFault(kind === 'mid_literal' ? { kind, nth: random.int(1, 4) } : { kind, command: 'UID FETCH' });
      report.broken_connections++;
    } else if (kind === 'move') {
      const known = account.imap.folder('INBOX').messages;
      if (known.length === 0) return;
      const { uid, raw } = known[random.int(0, known.length - 1)]!;
      account.file('Archive', Buffer.from(raw, 'latin1'));
      account.imap.remove('INBOX', uid);
      report.moved++;
    } else if (kind === 'remove') {
      // Only what was read: what went away before that nobody can know of.
      const uid = await this.readUid();
      if (uid === undefined || !account.imap.folder('INBOX').messages.some((message) => message.uid === uid)) return;
      account.imap.remove('INBOX', uid);
      report.removed_at_server++;
    } else if (kind === 'delete') {
      await this.delete();
    }
  }

  private async readUid(): Promise<number | undefined> {
    const { rows } = await this.fleet.pool.query<{ uid: number }>(
      `select p.uid::integer as uid from public.mailbox_places p
       where p.folder = 'INBOX' and p.uid_validity = $1 order by md5(p.uid::text) limit 1 offset $2`,
      [String(this.account.imap.folder('INBOX').uidvalidity), this.random.int(0, 20)],
    );
    return rows[0]?.uid;
  }

  private async delete(): Promise<void> {
    const { rows } = await this.fleet.pool.query<{ id: string; mark: string }>(
      `select id, (regexp_match(subject || ' ' || body_text || ' ' || body_html, 'mark-[0-9]+-[a-z0-9]+-end'))[1] as mark
       from public.emails where deleted_at is null order by received_at desc limit 1 offset $1`,
      [this.random.int(0, 20)],
    );
    if (!rows[0]) return;
    await this.call('DELETE', `/emails/${rows[0].id}`);
    this.deleted.add(rows[0].mark);
    this.report.deleted++;
  }

  /** A person who presses "sync now" does not wait for the pause after a failure. */
  private async hurry(): Promise<void> {
    await this.call('POST', `/support-emails/${this.mailbox_id}/sync`).catch(() => undefined);
  }

  private async stored(): Promise<number> {
    const { rows } = await this.fleet.pool.query<{ stored: number }>('select count(*)::integer as stored from public.mailbox_messages');
    return rows[0]!.stored;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.fleet.token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    for (let left = 20; ; left--) {
      const response = await fetch(`${this.api.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
      const text = await response.text();
      if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
      // The database may just be coming back.
      if (response.status !== 503 || left === 0) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      await sleep(250);
    }
  }
}
