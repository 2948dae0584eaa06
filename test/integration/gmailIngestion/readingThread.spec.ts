import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pino from 'pino';
import { ReadingThread } from '../../../src/gmailIngestion/parsing/readingThread.js';
import { LOOP_SECRET, mailText, MailRoom } from '../../support/factories/mailRoom.js';

const PATHOLOGICAL = pathToFileURL(path.resolve('test/support/pathologicalMail.mjs')).href;
const settings = { loop_secret: LOOP_SECRET };
const threads: ReadingThread[] = [];

/** A thread with little memory, which obeys the subjects of messages. */
function thread(change: { reading?: string; deadline_ms?: number } = {}): ReadingThread {
  const made = new ReadingThread(
    { settings, heap_mb: 256, deadline_ms: 60_000, reading: PATHOLOGICAL, ...change },
    pino({ level: 'silent' }),
  );
  threads.push(made);
  return made;
}

const rooms: MailRoom[] = [];
async function open(batches: ReadingThread): Promise<{ room: MailRoom; mailbox: string }> {
  const room = await MailRoom.open(batches);
  rooms.push(room);
  return { room, mailbox: await room.mailbox() };
}
afterEach(async () => {
  await Promise.all([...rooms.splice(0).map((room) => room.close()), ...threads.splice(0).map((each) => each.onApplicationShutdown())]);
});

describe('the thread that reads messages', () => {
  it('reads as the product does, attachments byte by byte', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7) % 251));
    const { room, mailbox } = await open(thread({ reading: undefined }));
    const text =
      `--b\r\nContent-Type: text/html\r\n\r\n<p onclick=x>Text</p>\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b\r\n` +
      `Content-Type: text/csv; name=b.csv\r\n\r\none\r\n--b--`;
    const ids = [
      await room.arrive({ id: 'a@x', headers: ['Content-Type: multipart/mixed; boundary=b'], text }, { mailbox }),
      await room.arrive(Buffer.from([0, 1, 2, 255]), { mailbox }),
    ];
    const { stored, parked } = await room.parse(ids);
    expect([stored.length, parked]).toMatchObject([1, [{ id: ids[1], code: 'mail_unreadable', may_heal: false }]]);
    expect(await room.one('select body_html, sent_at from emails')).toEqual({
      body_html: '<p>Text</p>',
      sent_at: new Date('2026-02-24T03:45:00Z'),
    });
    const files = await room.all<{ sha256: string }>('select sha256 from email_attachments order by position');
    expect((await room.files.read(files[0]!.sha256)).equals(content)).toBe(true);
    expect(String(await room.files.read(files[1]!.sha256))).toBe('one');
  });

  it.each([
    ['never ends', 'spin', 'mail_parse_timeout'],
    ['takes all memory', 'exhaust', 'mail_parse_crashed'],
    ['ends the thread', 'exit', 'mail_parse_crashed'],
    ['fails where nobody listens', 'throw', 'mail_parse_crashed'],
  ])('parks a message that %s, and reads its neighbours', async (_name, order, code) => {
    const { room, mailbox } = await open(thread(order === 'spin' ? { deadline_ms: 3_000 } : {}));
    const ids: string[] = [];
    // Several batches: some wait in the thread's hands while it goes down.
    for (let n = 0; n < 25; n += 1)
      ids.push(await room.arrive({ id: `${n}@x`, subject: n === 4 ? `please ${order}` : `question ${n}` }, { mailbox }));
    const { stored, parked } = await room.parse(ids);
    expect(parked).toMatchObject([{ id: ids[4], code, may_heal: false }]);
    expect(stored.map(({ mailbox_message_id }) => mailbox_message_id).sort()).toEqual(ids.filter((_, n) => n !== 4).sort());
    expect(await room.one('select state, error_code from mailbox_messages where id = $1', [ids[4]])).toEqual({
      state: 'parked',
      error_code: code,
    });
    // And goes on afterwards.
    expect(await room.receive({ id: 'later@x' }, { mailbox })).toMatchObject({ subject: 'A question' });
  });

  it('parks each of several such messages by itself', async () => {
    const { room, mailbox } = await open(thread({ deadline_ms: 3_000 }));
    const ids: string[] = [];
    for (const subject of ['one', 'please exit', 'two', 'please exit', 'please spin', 'three'])
      ids.push(await room.arrive({ id: `${ids.length}@x`, subject }, { mailbox }));
    const { stored, parked } = await room.parse(ids);
    expect(Object.fromEntries(parked.map(({ id, code }) => [ids.indexOf(id), code]))).toEqual({
      1: 'mail_parse_crashed',
      3: 'mail_parse_crashed',
      4: 'mail_parse_timeout',
    });
    expect(stored).toHaveLength(3);
  });

  it('blames no message when it cannot begin', async () => {
    const { room, mailbox } = await open(thread({ reading: 'file:///there/is/no/such/module.js' }));
    const id = await room.arrive({ id: 'a@x' }, { mailbox });
    await expect(room.parse([id])).rejects.toMatchObject({ code: 'mail_thread_unavailable' });
    expect(await room.one('select state, attempts from mailbox_messages where id = $1', [id])).toEqual({ state: 'stored', attempts: 0 });
  });

  it('ends when the application does, also in the middle of a message, and begins no more', async () => {
    const reader = thread();
    const [spinning, waiting] = [reader.read([mailText({ subject: 'please spin' })]), reader.read([mailText()])].map((read) =>
      read.catch((error: unknown) => error),
    );
    await reader.onApplicationShutdown();
    expect([await spinning, await waiting]).toMatchObject([{ code: 'mail_thread_unavailable' }, { code: 'mail_thread_unavailable' }]);
    await expect(reader.read([mailText()])).rejects.toMatchObject({ code: 'mail_thread_unavailable' });
  });

  it.each([
    ['is idle', 'await thread.read([Buffer.from("Subject: a\\r\\n\\r\\nb")])'],
    [
      'was stopped while it was busy',
      'void thread.read([Buffer.from("Subject: please spin\\r\\n\\r\\nb")]).catch(() => undefined); await thread.onApplicationShutdown()',
    ],
  ])('keeps no process from ending when it %s', async (_name, work) => {
    const script = `const { ReadingThread } = await import('./dist/gmailIngestion/parsing/readingThread.js');
      const thread = new ReadingThread({ settings: { loop_secret: 'x' }, heap_mb: 256, deadline_ms: 600_000, reading: '${PATHOLOGICAL}' },
        { error: () => undefined });
      ${work}; console.log('done');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stdout).toBe('done\n');
  });
});
