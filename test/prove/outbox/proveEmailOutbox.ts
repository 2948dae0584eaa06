import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboundEmailDto } from '../../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { type MailSandbox, type MailSandboxAccount, startMailSandbox } from '../../../src/providers/mail/mail.sandbox.js';
import { makeEmail, makeSandboxMailbox } from '../../support/factories/emails.js';
import { type Fleet, FLEET_SECRET, type FleetNode, startFleet } from '../../support/fleet.js';
import { sendInterruptedAgain } from './sendInterruptedAgain.js';
import { SmtpTap } from './smtpTap.js';

/** What happens to one e-mail; how often; whether the server ends up having it. */
const STORIES = [
  ['plain', 24, true],
  /** The worker dies before it has signed in. */
  ['killed_before', 6, true],
  /** The worker dies while the server keeps it waiting for a recipient. */
  ['killed_waiting', 6, false],
  /** The worker dies when a part of the message is out, but not its end. */
  ['killed_in_message', 8, false],
  /** The server takes the message, the worker dies before the answer reaches it. */
  ['killed_at_answer', 12, true],
  /** The worker dies right after the answer. */
  ['killed_after', 8, true],
  /** The message is taken; the server says nothing, hangs up, or answers after our patience. */
  ['hang_taken', 6, true],
  ['drop_taken', 8, true],
  ['late_answer', 6, true],
  /** The same to us, but the message is not taken. */
  ['hang_lost', 4, false],
  ['drop_lost', 4, false],
  /** The connection breaks before the message: it is tried again. */
  ['drop_at_data', 6, true],
  /** The server is busy and says so: it is tried again. */
  ['busy', 6, true],
  /** The server says no. */
  ['refused', 6, false],
] as const;
type Story = (typeof STORIES)[number][0];
const TAKEN = new Map<Story, boolean>(STORIES.map(([story, , taken]) => [story, taken]));

export interface EmailOutboxOptions {
  seed: string;
  emails: number;
  /** Breaks the product on purpose: an interrupted send is sent again. */
  mutation?: 'send_again';
  say?: (line: string) => void;
}

export interface EmailOutboxReport {
  emails: number;
  kills: number;
  /** Messages that SMTP servers took. */
  taken: number;
  /** E-mails that were ever uncertain. */
  uncertain: number;
  settled_by_sent: number;
  settled_by_person: number;
  faults: string[];
}

interface Played {
  id: string;
  message_id: string;
  send_id: string;
  story: Story;
  box: Box;
}

/** A mailbox with its servers; one files what it sends by itself, the other does not. */
interface Box {
  id: string;
  account: MailSandboxAccount;
  tap: SmtpTap;
  question: string;
}

export async function proveEmailOutbox({ seed, emails, mutation, say = () => undefined }: EmailOutboxOptions): Promise<EmailOutboxReport> {
  const random = new Random(`email-outbox/${seed}`);
  const sandbox = await startMailSandbox({
    accounts: [{ email_address: 'files@example.com', files_sent: true, gmail: false }, { email_address: 'plain@example.com' }],
  });
  const fleet = await startFleet({ environment: { EMAIL_SMTP_TIMEOUT_SECONDS: '1' } });
  const report: EmailOutboxReport = { emails: 0, kills: 0, taken: 0, uncertain: 0, settled_by_sent: 0, settled_by_person: 0, faults: [] };
  const boxes: Box[] = [];
  try {
    if (mutation === 'send_again') await sendInterruptedAgain(fleet);
    for (const account of sandbox.accounts) boxes.push(await openBox(fleet, account));
    const stage = new Stage(fleet, sandbox, await fleet.start('api'), report);
    await stage.raiseWorker();
    const played: Played[] = [];
    // Every story at least once, then as chance will have it. What is broken on purpose shows where workers die.
    const order = mutation
      ? Array.from({ length: emails }, () => 'killed_at_answer' as Story)
      : [
          ...random.shuffle(STORIES.map(([story]) => story)),
          ...Array.from({ length: emails }, () => random.weighted(STORIES.map(([story, weight]) => [story, weight] as [Story, number]))),
        ];
    for (const story of order.slice(0, emails)) {
      played.push(await stage.play(story, random.pick(boxes)));
      if (played.length % 50 === 0) say(`${played.length} e-mails, ${report.kills} kills`);
    }
    report.emails = played.length;
    await stage.comeToRest();
    if (mutation === undefined) await stage.settle(played);
    stage.judgeServers(played);
    if (mutation === undefined) await stage.judgeRows(played);
  } finally {
    await fleet.close();
    await Promise.all(boxes.map(({ tap }) => tap.stop()));
    await sandbox.stop();
  }
  return report;
}

async function openBox(fleet: Fleet, account: MailSandboxAccount): Promise<Box> {
  const tap = await new SmtpTap(() => account.smtp_port).start();
  const { id } = await makeSandboxMailbox(
    fleet.pool,
    account,
    { smtp_port: tap.port, sent_copy: account.files_sent ? 'server' : 'append' },
    FLEET_SECRET,
  );
  return { id, account, tap, question: (await makeEmail(fleet.pool, { id })).id };
}

class Stage {
  private worker?: FleetNode;

  constructor(
    private readonly fleet: Fleet,
    private readonly sandbox: MailSandbox,
    private readonly api: FleetNode,
    private readonly report: EmailOutboxReport,
  ) {}

  async raiseWorker(): Promise<void> {
    this.worker = await this.fleet.start('worker');
  }

  async play(story: Story, box: Box): Promise<Played> {
    const { account, tap } = box;
    if (story === 'killed_before') await this.kill();
    if (story === 'killed_waiting') account.addFault({ kind: 'smtp_slow', at: 'rcpt', ms: 60_000 });
    if (story === 'late_answer') account.addFault({ kind: 'smtp_slow', at: 'dot', ms: 2_000 });
    if (story === 'hang_taken' || story === 'hang_lost')
      account.addFault({ kind: 'smtp_hang_after_dot', accepted: story === 'hang_taken' });
    if (story === 'drop_taken' || story === 'drop_lost')
      account.addFault({ kind: 'smtp_drop_after_dot', accepted: story === 'drop_taken' });
    if (story === 'drop_at_data') account.addFault({ kind: 'smtp_drop', at: 'data' });
    if (story === 'busy') account.addFault({ kind: 'smtp_answer', code: 421 });
    if (story === 'refused') account.addFault({ kind: 'smtp_answer', code: 550 });
    const reached =
      story === 'killed_in_message'
        ? tap.stopNext('in_message')
        : story === 'killed_at_answer'
          ? tap.stopNext('at_answer')
          : story === 'killed_after'
            ? tap.nextAnswer()
            : undefined;

    let there = false;
    void reached?.then(() => (there = true));

    const { id, message_id } = await this.call<OutboundEmailDto>('POST', `/emails/${box.question}/reply`, {
      body_text: `This is the story "${story}".`,
      send_after: new Date(Date.now() + 30).toISOString(),
    });
    const { rows } = await this.fleet.pool.query<{ send_id: string }>('select send_id from emails where id = $1', [id]);
    const played = { id, message_id, send_id: rows[0]!.send_id, story, box };

    if (story === 'killed_waiting') await this.until(() => account.faults.list().length === 0, `${story} did not get as far`);
    if (reached) await this.until(() => there, `${story} did not get as far`);
    if (story === 'killed_before') await this.raiseWorker();
    else if (story.startsWith('killed')) {
      await this.kill();
      await this.raiseWorker();
    }
    if (story === 'drop_at_data' || story === 'busy') await this.hurry(played.send_id, story);
    await this.until(
      async () => !['queued', 'sending'].includes((await this.sendState(played.send_id)) ?? ''),
      `the e-mail "${story}" did not end`,
      150,
    );
    account.faults.clear();
    return played;
  }

  /** Nothing is under way any more: sends, copies for Sent, and the first look for what is uncertain. */
  async comeToRest(): Promise<void> {
    const { pool } = this.fleet;
    await pool.query(`update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'emails.settle_send' and (j.payload ->> 'look')::integer = 1`);
    await this.until(
      async () => {
        const { rows } = await pool.query<{ open: number }>(
          `select (select count(*) from public.sends where state in ('queued', 'sending'))::integer
           + (select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
              where t.identifier = 'emails.file_sent_copy'
                or (t.identifier = 'emails.settle_send' and (j.payload ->> 'look')::integer = 1))::integer as open`,
        );
        return rows[0]!.open === 0;
      },
      'jobs are still under way',
      240,
    );
  }

  /** Whatever Sent does not tell, a person says; until then it has to be listed. */
  async settle(played: Played[]): Promise<void> {
    const { pool } = this.fleet;
    const { rows } = await pool.query<{ id: string; state: string; found: boolean }>(
      `select s.id, s.state, exists (select from public.send_events e where e.send_id = s.id and e.kind = 'found_in_sent') as found
       from public.sends s where exists (select from public.send_events e where e.send_id = s.id and e.state = 'unknown')`,
    );
    this.report.uncertain = rows.length;
    this.report.settled_by_sent = rows.filter(({ found }) => found).length;
    const open = played.filter(({ send_id }) => rows.some(({ id, state }) => id === send_id && state === 'unknown'));
    const listed = new Set(
      (await pool.query<{ id: string }>(`select id from public.emails where send_state = 'unknown'`)).rows.map(({ id }) => id),
    );
    for (const { id, story } of open) if (!listed.has(id)) this.report.faults.push(`${story}: ${id} is uncertain and not listed`);
    const health = await this.call<{ checks: Record<string, { unknown?: number }> }>('GET', '/health').catch(() => undefined);
    const counted = health?.checks['sends']?.unknown;
    if (counted !== open.length) this.report.faults.push(`health counts ${counted} uncertain sends, there are ${open.length}`);
    for (const { id, story, box, message_id } of open) {
      if (box.account.files_sent && box.account.acceptedCount(message_id) > 0)
        this.report.faults.push(`${story}: ${id} lies in Sent and stayed uncertain`);
      await this.call('POST', `/emails/${id}/settle`, {
        state: box.account.acceptedCount(message_id) > 0 ? 'sent' : 'failed',
        reason: 'Asked the receiver.',
      });
      this.report.settled_by_person++;
    }
    await this.comeToRest();
  }

  /** What the servers saw is what counts. */
  judgeServers(played: Played[]): void {
    const { report, sandbox } = this;
    report.taken = sandbox.accepted().length;
    for (const { id, message_id, story, box } of played) {
      const times = box.account.acceptedCount(message_id);
      if (times > 1) report.faults.push(`${story}: ${id} was accepted ${times} times`);
      if (times === 0 && TAKEN.get(story)) report.faults.push(`${story}: ${id} never arrived`);
      if (times > 0 && !TAKEN.get(story)) report.faults.push(`${story}: ${id} arrived against all odds`);
    }
  }

  async judgeRows(played: Played[]): Promise<void> {
    for (const { id, message_id, story, box } of played) {
      const { rows } = await this.fleet.pool.query<{ send_state: string }>('select send_state from public.emails where id = $1', [id]);
      const { send_state } = rows[0]!;
      const times = box.account.acceptedCount(message_id);
      if (send_state !== (times > 0 ? 'sent' : 'failed'))
        this.report.faults.push(`${story}: ${id} was accepted ${times} times and is ${send_state}`);
      const copies = box.account.messages(box.account.sent_folder).filter((one) => one.message_id === message_id);
      if (copies.length !== Math.min(times, 1)) this.report.faults.push(`${story}: Sent holds ${copies.length} copies of ${id}`);
      const [taken] = box.account.accepted.filter((one) => one.message_id === message_id);
      if (taken && copies[0] && taken.raw.toString('latin1').trimEnd() !== copies[0].raw.toString('latin1').trimEnd())
        this.report.faults.push(`${story}: the copy of ${id} in Sent is another message`);
    }
  }

  /** What is to be tried again need not wait for its time. */
  private async hurry(send_id: string, story: Story): Promise<void> {
    const { pool } = this.fleet;
    await this.until(async () => {
      const { rowCount } = await pool.query(
        `update public.sends set send_after = now() where id = $1 and state = 'queued' and attempts > 0`,
        [send_id],
      );
      return rowCount === 1;
    }, `${story} was not queued again`);
    await pool.query(`update graphile_worker._private_jobs set run_at = now() where payload ->> 'send_id' = $1`, [send_id]);
  }

  private async sendState(send_id: string): Promise<string | undefined> {
    return (await this.fleet.pool.query<{ state: string }>('select state from public.sends where id = $1', [send_id])).rows[0]?.state;
  }

  private async kill(): Promise<void> {
    await this.worker!.kill();
    this.report.kills++;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${this.fleet.token}`,
      ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
    };
    const response = await fetch(`${this.api.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok && path !== '/health') throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  private async until(answered: () => boolean | Promise<boolean>, complaint: string, seconds = 90): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await answered())) {
      if (Date.now() > deadline) throw new Error(complaint);
      await sleep(10);
    }
  }
}
