import { setTimeout as sleep } from 'node:timers/promises';
import { type MailSandbox, type MailSandboxAccount, startMailSandbox } from '../../../src/providers/mail/mail.sandbox.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { makeSandboxMailbox } from '../../support/factories/emails.js';
import { type Fleet, FLEET_SECRET, type FleetNode, startFleet } from '../../support/fleet.js';
import { sendInterruptedAgain } from './sendInterruptedAgain.js';
import { SmtpTap } from './smtpTap.js';

/** What happens to one notice on its way out, how often, whether it arrives, and what is known of it then. */
const STORIES = {
  plain: { weight: 8, arrives: true, ends: 'sent' },
  /** The worker dies before anything has left. */
  killed_before: { weight: 3, arrives: true, ends: 'sent' },
  /** It dies when a part of the message is out, but not its end. */
  killed_in_message: { weight: 3, arrives: false, ends: 'unknown' },
  /** The server takes the message, the worker dies before the answer reaches it. */
  killed_at_answer: { weight: 5, arrives: true, ends: 'unknown' },
  dropped: { weight: 3, arrives: true, ends: 'unknown' },
  refused: { weight: 2, arrives: false, ends: 'failed' },
} as const satisfies Record<string, { weight: number; arrives: boolean; ends: string }>;
type Story = keyof typeof STORIES;

export interface NoticeOutboxOptions {
  seed: string;
  notices: number;
  mutation?: 'send_again';
  say?: (line: string) => void;
}

export interface NoticeOutboxReport {
  notices: number;
  kills: number;
  arrived: number;
  uncertain: number;
  faults: string[];
}

interface Played {
  id: string;
  story: Story;
}

const READER = 'reader@example.com';

/** A notice is sent by e-mail once, whatever happens to the worker or the line. The other media are sends like it. */
export async function proveNoticeOutbox({
  seed,
  notices,
  mutation,
  say = () => undefined,
}: NoticeOutboxOptions): Promise<NoticeOutboxReport> {
  const random = new Random(`notices/${seed}`);
  const sandbox = await startMailSandbox({ accounts: [{ email_address: 'notices@example.com' }] });
  const [account] = sandbox.accounts as [MailSandboxAccount];
  const tap = await new SmtpTap(() => account.smtp_port).start();
  const fleet = await startFleet({
    environment: {
      NOTIFICATION_MAILBOX: account.email_address,
      EMAIL_SMTP_TIMEOUT_SECONDS: '1',
    },
  });
  const report: NoticeOutboxReport = { notices, kills: 0, arrived: 0, uncertain: 0, faults: [] };
  try {
    if (mutation === 'send_again') await sendInterruptedAgain(fleet);
    await makeSandboxMailbox(fleet.pool, account, { smtp_port: tap.port }, FLEET_SECRET);
    const stage = new Stage({ fleet, sandbox, account, tap, report });
    await stage.open();
    const weighted = (Object.keys(STORIES) as Story[]).map((story) => [story, STORIES[story].weight] as const);
    const played: Played[] = [];
    for (let n = 0; n < notices; n++) {
      // Each kind once, then by chance. What is broken on purpose shows where workers die.
      const story = mutation ? 'killed_at_answer' : (weighted[n]?.[0] ?? random.weighted(weighted));
      played.push({ story, id: await stage.play(story) });
      if ((n + 1) % 20 === 0) say(`${n + 1} notices, ${report.kills} kills`);
    }
    await stage.judge(played, mutation === undefined);
  } finally {
    await fleet.close();
    await Promise.all([tap.stop(), sandbox.stop()]);
  }
  return report;
}

interface Scene {
  fleet: Fleet;
  sandbox: MailSandbox;
  account: MailSandboxAccount;
  tap: SmtpTap;
  report: NoticeOutboxReport;
}

class Stage {
  private worker?: FleetNode;
  private reader = '';

  constructor(private readonly scene: Scene) {}

  async open(): Promise<void> {
    const { pool } = this.scene.fleet;
    const { rows } = await pool.query<{ id: string }>(
      `insert into auth.users (id, email, role, aud, created_at, updated_at)
       values (gen_random_uuid(), $1, 'authenticated', 'authenticated', now(), now()) returning id`,
      [READER],
    );
    this.reader = rows[0]!.id;
    const wanted = [{ type: 'mention', email: true, whatsapp: false, webhook: false }];
    await pool.query(`select save_notification_preferences($1, $2, '{}')`, [this.reader, JSON.stringify(wanted)]);
    await this.raiseWorker();
  }

  /** Plays one story; returns the notice's id. */
  async play(story: Story): Promise<string> {
    const { fleet, account, tap } = this.scene;
    if (story === 'killed_before') await this.kill();
    if (story === 'dropped') account.addFault({ kind: 'smtp_drop_after_dot', accepted: true });
    if (story === 'refused') account.addFault({ kind: 'smtp_answer', code: 550 });
    let there = false;
    if (story === 'killed_in_message') void tap.stopNext('in_message').then(() => (there = true));
    if (story === 'killed_at_answer') void tap.stopNext('at_answer').then(() => (there = true));

    const notice = { module: 'calls', type: 'a_mention', title: story, user_id: this.reader };
    const { rows } = await fleet.pool.query<{ id: string }>('select notify($1) as id', [notice]);
    const { id } = rows[0]!;
    if (story === 'killed_before') await this.raiseWorker();
    else if (story.includes('killed')) {
      await this.until(() => there, `${story} did not get as far`);
      await this.kill();
      await this.raiseWorker();
    }
    await this.until(async () => !['queued', 'sending'].includes(await this.stateOf(id)), `${story}: the notice did not end`);
    return id;
  }

  /** What the servers saw is what counts. */
  async judge(played: Played[], ends: boolean): Promise<void> {
    const { sandbox, report, fleet } = this.scene;
    for (const { id, story } of played) {
      const { rows } = await fleet.pool.query<{ send_id: string }>(
        'select send_id from notification_deliveries where notification_id = $1',
        [id],
      );
      const [{ send_id }] = rows as [{ send_id: string }];
      if (rows.length > 1) report.faults.push(`${story}: ${id} has ${rows.length} deliveries`);
      const times = sandbox.accepted().filter(({ message_id }) => message_id === `<notice-${send_id}@example.com>`).length;
      if (times > 1) report.faults.push(`${story}: ${id} arrived ${times} times`);
      report.arrived += times;
      if (!ends) continue;
      if ((times === 1) !== STORIES[story].arrives) report.faults.push(`${story}: ${id} arrived ${times} times`);
      const state = await this.stateOf(id);
      if (state === 'unknown') report.uncertain++;
      if (state !== STORIES[story].ends) report.faults.push(`${story}: ${id} is ${state}, not ${STORIES[story].ends}`);
    }
  }

  private async stateOf(id: string): Promise<string> {
    const { rows } = await this.scene.fleet.pool.query<{ state: string }>(
      'select s.state from sends s join notification_deliveries d on d.send_id = s.id where d.notification_id = $1',
      [id],
    );
    return rows[0]!.state;
  }

  private async raiseWorker(): Promise<void> {
    this.worker = await this.scene.fleet.start('worker');
  }

  private async kill(): Promise<void> {
    await this.worker!.kill();
    this.scene.report.kills++;
  }

  private async until(answered: () => boolean | Promise<boolean>, complaint: string, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await answered())) {
      if (Date.now() > deadline) throw new Error(complaint);
      await sleep(10);
    }
  }
}
