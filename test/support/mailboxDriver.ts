import { ImapMailboxDriver } from '../../src/providers/mail/imapMailbox.js';
import { byteLetter, letter } from '../../src/providers/mail/specSupport.js';
import {
  type MailboxConnection,
  MailboxError,
  type MailboxMessage,
  type MailServerSettings,
} from '../../src/providers/ports/mailbox.port.js';

/** A mail server under test, and what somebody else does in its mailbox. */
export interface MailHost {
  settings(change?: Partial<MailServerSettings>): MailServerSettings;
  sent_folder: string;
  /** A message arrives in INBOX. */
  deliver(raw: Buffer, options?: { flags?: string[]; at?: Date }): Promise<void>;
  /** The owner reads a message, or deletes it. */
  setFlags(uid: number, flags: string[]): Promise<void>;
  remove(uid: number): Promise<void>;
  /** All messages of INBOX are numbered anew; where somebody can do that. */
  renumber?(): Promise<void>;
}

const NEVER = new AbortController().signal;
const BIG = 1024 * 1024;

export async function collect(messages: AsyncIterable<MailboxMessage>): Promise<MailboxMessage[]> {
  const all: MailboxMessage[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

export async function failureOf(work: Promise<unknown>): Promise<MailboxError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailboxError)) throw error;
  return error;
}

/** What every mail server has to give through the driver. `host` is asked for when the tests run. */
export function expectMailbox(host: () => MailHost, { has_condstore = true } = {}): void {
  const driver = new ImapMailboxDriver({ close_ms: 1_000, poll_ms: 50 });
  const open: MailboxConnection[] = [];
  const connect = async () => {
    const connection = await driver.connect(host().settings());
    open.push(connection);
    return connection;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
  });

  it('finds INBOX and the sent folder by their flags', async () => {
    const folders = await (await connect()).folders();
    expect(folders).toContainEqual({ path: 'INBOX', role: 'inbox' });
    expect(folders).toContainEqual({ path: host().sent_folder, role: 'sent' });
  });

  it('says which messages are new, and only those', async () => {
    const connection = await connect();
    const before = await connection.open('INBOX');
    const last = before.uid_next - 1;
    expect(await connection.uidsAfter(last)).toEqual([]);
    for (const name of ['one', 'two', 'three']) await host().deliver(letter(name));
    const after = await connection.open('INBOX');
    expect(after.uid_validity).toBe(before.uid_validity);
    expect(after.message_count).toBe(before.message_count + 3);
    const uids = await connection.uidsAfter(last);
    expect(uids).toHaveLength(3);
    expect(uids).toEqual([...uids].sort((one, other) => one - other));
    expect(uids[0]).toBeGreaterThan(last);
    expect(await connection.uidsAfter(uids.at(-1)!)).toEqual([]);
    expect(await connection.uidsAfter(uids[1]!)).toEqual([uids[2]]);
  });

  it('gets every byte of a message, and marks nothing as read', async () => {
    const raw = byteLetter('bytes', BIG);
    const at = new Date('2026-02-20T10:11:12Z');
    await host().deliver(raw, { at });
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    const [message] = await collect(connection.fetch([uid_next - 1], 2 * BIG));
    expect(message!.source.equals(raw)).toBe(true);
    expect(message).toMatchObject({ uid: uid_next - 1, received_at: at, size: raw.length, is_truncated: false });
    const [again] = await collect(connection.fetch([uid_next - 1], 2 * BIG));
    expect(again!.flags).not.toContain('\\Seen');
  });

  it('cuts a message that is too big, and says so', async () => {
    const raw = byteLetter('long', 4_000);
    await host().deliver(raw);
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    for (const [max_bytes, is_truncated] of [
      [1_000, true],
      [raw.length - 1, true],
      [raw.length, false],
    ] as const) {
      const [message] = await collect(connection.fetch([uid_next - 1], max_bytes));
      expect(message!.source.equals(raw.subarray(0, max_bytes))).toBe(true);
      expect(message!.is_truncated).toBe(is_truncated);
    }
  });

  it('streams many messages in order and leaves out one that has gone', async () => {
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    for (let index = 0; index < 60; index += 1) await host().deliver(letter(`many-${index}`));
    await connection.open('INBOX');
    const uids = await connection.uidsAfter(uid_next - 1);
    expect(uids).toHaveLength(60);
    await host().remove(uids[7]!);
    const messages = await collect(connection.fetch([...uids].reverse(), 10_000));
    const expected = uids.filter((uid) => uid !== uids[7]);
    expect(messages.map(({ uid }) => uid)).toEqual(expected);
    expect(messages[0]!.source.equals(letter('many-0'))).toBe(true);
    expect(messages.at(-1)!.source.equals(letter('many-59'))).toBe(true);
  });

  it('can be asked something else after a fetch that was left early', async () => {
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    for (let index = 0; index < 5; index += 1) await host().deliver(letter(`left-${index}`));
    await connection.open('INBOX');
    const uids = await connection.uidsAfter(uid_next - 1);
    for await (const message of connection.fetch(uids, 10_000)) {
      expect(message.uid).toBe(uids[0]);
      break;
    }
    expect(await connection.uidsAfter(uids[3]!)).toEqual([uids[4]]);
  });

  it('leaves out what came before a moment, to the second', async () => {
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    for (const second of ['00', '01', '02'])
      await host().deliver(letter(`second-${second}`), { at: new Date(`2026-02-24T18:30:${second}Z`) });
    await connection.open('INBOX');
    const uids = await connection.uidsAfter(uid_next - 1);
    expect(await connection.uidsAfter(uid_next - 1, new Date('2026-02-24T18:30:01Z'))).toEqual(uids.slice(1));
    expect(await connection.uidsAfter(uid_next - 1, new Date('2026-02-24T18:30:03Z'))).toEqual([]);
  });

  if (has_condstore) {
    it('tells whose flags changed since a modification sequence', async () => {
      const connection = await connect();
      const { uid_next } = await connection.open('INBOX');
      for (const name of ['flag-1', 'flag-2']) await host().deliver(letter(name));
      const { highest_modseq } = await connection.open('INBOX');
      expect(highest_modseq).toMatch(/^\d+$/);
      expect(await connection.flagChanges(highest_modseq)).toEqual([]);
      await host().setFlags(uid_next, ['\\Seen']);
      const changed = await connection.open('INBOX');
      expect(BigInt(changed.highest_modseq)).toBeGreaterThan(BigInt(highest_modseq));
      const changes = await connection.flagChanges(highest_modseq);
      expect(changes.map(({ uid }) => uid)).toEqual([uid_next]);
      expect(changes[0]!.flags).toContain('\\Seen');
    });
  } else {
    it('tells no flag changes where the server keeps no modification sequences', async () => {
      const connection = await connect();
      expect((await connection.open('INBOX')).highest_modseq).toBe('');
      expect(await connection.flagChanges('1')).toEqual([]);
    });
  }

  it('wakes up when a message comes, again and again', async () => {
    const connection = await connect();
    await connection.open('INBOX');
    for (const name of ['wake-1', 'wake-2', 'wake-3']) {
      const waiting = connection.idle(30_000, NEVER);
      await host().deliver(letter(name));
      expect(await waiting).toBe('news');
      const { uid_next } = await connection.open('INBOX');
      const [message] = await collect(connection.fetch([uid_next - 1], 10_000));
      expect(message!.source.toString()).toContain(`Subject: ${name}`);
    }
  });

  it('says that there is news when it came before the waiting began', async () => {
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    await host().deliver(letter('early'));
    expect(await connection.idle(30_000, NEVER)).toBe('news');
    await connection.open('INBOX');
    expect(await connection.uidsAfter(uid_next - 1)).toHaveLength(1);
  });

  it('waits no longer than it is told', async () => {
    const connection = await connect();
    await connection.open('INBOX');
    expect(await connection.idle(100, NEVER)).toBe('quiet');
    expect(await connection.idle(100, NEVER)).toBe('quiet');
    const stop = new AbortController();
    const waiting = connection.idle(60_000, stop.signal);
    stop.abort();
    expect(await waiting).toBe('quiet');
    expect(await connection.uidsAfter(0)).not.toHaveLength(0);
  });

  it('files a copy in the sent folder and finds it there by its Message-ID', async () => {
    const connection = await connect();
    await connection.open('INBOX');
    const raw = byteLetter('copy', 3_000);
    expect(await connection.holds(host().sent_folder, '<copy@example.net>')).toBe(false);
    await connection.append(host().sent_folder, raw, ['\\Seen'], new Date('2026-02-24T12:00:00Z'));
    expect(await connection.holds(host().sent_folder, '<copy@example.net>')).toBe(true);
    const { uid_next } = await connection.open(host().sent_folder);
    const [message] = await collect(connection.fetch([uid_next - 1], 10_000));
    expect(message!.source.equals(raw)).toBe(true);
    expect(message!.flags).toContain('\\Seen');
    expect(message!.received_at).toEqual(new Date('2026-02-24T12:00:00Z'));
  });

  it('stays in the folder that is open while it looks into another', async () => {
    const connection = await connect();
    const { uid_next } = await connection.open('INBOX');
    await connection.holds(host().sent_folder, '<nothing@example.net>');
    await host().deliver(letter('after a look elsewhere'));
    await connection.idle(30_000, NEVER);
    expect(await connection.uidsAfter(uid_next - 1)).toHaveLength(1);
  });

  it('says that a folder is gone', async () => {
    const connection = await connect();
    expect(await failureOf(connection.open('No such folder'))).toMatchObject({ kind: 'folder_gone', code: 'mail_folder_gone' });
    expect(await failureOf(connection.append('No such folder', letter('lost'), [], new Date()))).toMatchObject({ kind: 'folder_gone' });
    // The connection is as good as before.
    expect((await connection.open('INBOX')).message_count).toBeGreaterThanOrEqual(0);
  });

  it('asks for a person when the password is wrong', async () => {
    const wrong = host().settings({ credentials: { kind: 'password', password: 'not the password' } });
    const error = await failureOf(driver.connect(wrong));
    expect(error).toMatchObject({ kind: 'reconnect_needed', code: 'mail_auth_failed' });
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain('not the password');
  });

  it('fails every call after it was closed', async () => {
    const connection = await connect();
    await connection.open('INBOX');
    await connection.close();
    expect(await failureOf(connection.open('INBOX'))).toMatchObject({ kind: 'retry', code: 'mail_connection_lost' });
    expect(await failureOf(collect(connection.fetch([1], 10)))).toMatchObject({ kind: 'retry' });
    expect(await failureOf(connection.idle(10, NEVER))).toMatchObject({ kind: 'retry' });
    await connection.close();
  });
}
