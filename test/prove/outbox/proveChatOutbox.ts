import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { netcoreAddresses, startNetcoreSandbox } from '../../../src/providers/netcore/netcore.sandbox.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import type { ChatSandbox } from '../../../src/providers/whatsapp/sandbox/contract.js';
import { type Fleet, type FleetNode, startFleet } from '../../support/fleet.js';
import { sendInterruptedAgain } from './sendInterruptedAgain.js';

/** What happens to one reply. */
const STORIES = [
  ['plain', 14],
  /** The worker dies before it has asked the provider. */
  ['killed_before', 6],
  /** The worker dies while the provider keeps it waiting; nothing was taken. */
  ['killed_waiting', 8],
  /** The message is on its way, the worker dies before it hears of it. */
  ['killed_taken', 10],
  /** The message is on its way, the answer comes after our deadline. */
  ['late_answer', 5],
  /** The message is on its way, the connection breaks. */
  ['reset_taken', 8],
  /** Nothing was taken, the connection breaks: to us the same. */
  ['reset_untaken', 6],
  /** HTTP 502 after the message was taken. */
  ['error_taken', 6],
  /** The provider says no. */
  ['refused', 5],
] as const;
type Story = (typeof STORIES)[number][0];

export interface ChatOutboxOptions {
  seed: string;
  replies: number;
  /** Breaks the product on purpose: an interrupted send is sent again. */
  mutation?: 'send_again';
  say?: (line: string) => void;
}

export interface ChatOutboxReport {
  replies: number;
  kills: number;
  /** Messages that reached a telephone, or were on their way to it. */
  taken: number;
  /** Replies that were ever uncertain. */
  uncertain: number;
  settled_by_status: number;
  /** Uncertain for good: nothing arrived, so nothing was reported. */
  left_uncertain: number;
  faults: string[];
}

/** The product's deadline for one request to the provider, seconds. */
const DEADLINE_SECONDS = 1;
const CUSTOMER = '+12025550143';

/** Replies on WhatsApp while workers are killed and the provider misbehaves: nothing arrives twice, and what is uncertain is said to be. */
export async function proveChatOutbox({ seed, replies, mutation, say = () => undefined }: ChatOutboxOptions): Promise<ChatOutboxReport> {
  const random = new Random(`chat outbox/${seed}`);
  const sandbox = await startNetcoreSandbox({ seed, gaps_ms: [10, 80] });
  const { api_url, media_url } = netcoreAddresses(sandbox);
  const fleet = await startFleet({
    environment: {
      NETCORE_API_URL: api_url,
      NETCORE_MEDIA_URL: media_url,
      NETCORE_TIMEOUT_SECONDS: String(DEADLINE_SECONDS),
      NETCORE_MAX_REQUESTS_PER_SECOND: '0',
      WEBHOOK_RATE_PER_MINUTE: '10000000',
      CHAT_TRIAGE: 'off',
    },
  });
  const report: ChatOutboxReport = { replies, kills: 0, taken: 0, uncertain: 0, settled_by_status: 0, left_uncertain: 0, faults: [] };
  try {
    if (mutation === 'send_again') await sendInterruptedAgain(fleet);
    const stage = new Stage(fleet, sandbox, await fleet.start('api'), report);
    await stage.begin();
    const stories: { id: string; story: Story }[] = [];
    for (let reply = 0; reply < replies; reply++) {
      const story = random.weighted(STORIES);
      stories.push({ id: await stage.play(story), story });
      if ((reply + 1) % 50 === 0) say(`${reply + 1} replies, ${report.kills} kills`);
    }
    await stage.comeToRest();
    await stage.judge(stories, mutation === undefined);
  } finally {
    await fleet.close();
    await sandbox.stop();
  }
  return report;
}

class Stage {
  private worker?: FleetNode;
  private conversation = '';
  private serial = 0;

  constructor(
    private readonly fleet: Fleet,
    private readonly sandbox: ChatSandbox,
    private readonly api: FleetNode,
    private readonly report: ChatOutboxReport,
  ) {}

  /** An account, and a customer who writes to it. */
  async begin(): Promise<void> {
    this.worker = await this.fleet.start('worker');
    const { webhook_address_with_secret } = await this.call<{ webhook_address_with_secret: string }>('POST', '/chat-providers', {
      ...{ slug: 'outbox', kind: 'netcore', name: 'Outbox', business_number: this.sandbox.business_number },
      ...{ api_key: this.sandbox.api_key, source: 'fa9d647a-0000-423e-bd27-000000000001' },
    });
    const { pathname, search } = new URL(webhook_address_with_secret, this.api.url);
    this.sandbox.connect({ url: `${this.api.url}${pathname}${search}` });
    await this.sandbox.write({ number: CUSTOMER, text: 'Where is my order?' });
    await this.until(async () => {
      const { rows } = await this.fleet.pool.query<{ id: string }>('select id from public.conversations');
      this.conversation = rows[0]?.id ?? '';
      return this.conversation !== '';
    }, 'the customer was not heard');
  }

  /** Plays one story; returns the message's id. */
  async play(story: Story): Promise<string> {
    const { faults } = this.sandbox;
    if (story === 'killed_before') {
      await this.kill();
      const id = await this.reply();
      // It waits until somebody works again.
      this.worker = await this.fleet.start('worker');
      await this.ended(story, id);
      return id;
    }
    if (story === 'killed_waiting') faults.add({ kind: 'stall', ms: 3_000 });
    if (story === 'killed_taken' || story === 'late_answer') faults.add({ kind: 'stall', ms: 3_000, accepted: true });
    if (story === 'reset_taken' || story === 'reset_untaken') faults.add({ kind: 'reset', accepted: story === 'reset_taken' });
    if (story === 'error_taken') faults.add({ kind: 'status', status: 502, accepted: true });
    if (story === 'refused') faults.add({ kind: 'refused', message: 'Insufficient balance' });
    const id = await this.reply();
    if (story !== 'plain') await this.until(() => Promise.resolve(faults.list().length === 0), `the reply ${story} was not asked for`);
    if (story.startsWith('killed')) {
      await this.kill();
      this.worker = await this.fleet.start('worker');
    } else {
      await this.ended(story, id);
    }
    return id;
  }

  /** Everything that still can happen has happened: sends, statuses, webhooks. */
  async comeToRest(): Promise<void> {
    await this.until(
      async () => (await this.count(`select count(*) from public.sends where state in ('queued', 'sending')`)) === 0,
      'sends are still under way',
      60,
    );
    await this.sandbox.idle();
    await this.until(
      async () => (await this.count(`select count(*) from public.webhook_events where state <> 'processed'`)) === 0,
      'statuses were not worked on',
      60,
    );
    this.report.uncertain = await this.count(`select count(distinct send_id) from public.send_events where state = 'unknown'`);
  }

  async judge(stories: { id: string; story: Story }[], settles: boolean): Promise<void> {
    const { report } = this;
    const bubbles = this.sandbox.telephones.list().flatMap((telephone) => telephone.bubbles);
    const arrived = new Map<string, number>();
    for (const { callback_data, direction } of bubbles)
      if (direction === 'out' && callback_data) arrived.set(callback_data, (arrived.get(callback_data) ?? 0) + 1);
    report.taken = [...arrived.values()].reduce((sum, times) => sum + times, 0);
    const { rows } = await this.fleet.pool.query<{ id: string; status: string; was_uncertain: boolean }>(
      `select m.id, m.status, exists (select from public.send_events e where e.send_id = m.send_id and e.state = 'unknown') as was_uncertain
       from public.messages m where m.direction = 'outbound'`,
    );
    const shown = new Map(rows.map((row) => [row.id, row]));
    for (const { id, story } of stories) {
      const times = arrived.get(id) ?? 0;
      if (times > 1) report.faults.push(`${story}: ${id} arrived ${times} times`);
      if (!settles) continue;
      const message = shown.get(id);
      const status = message?.status ?? 'missing';
      if (times > 0 && !['sent', 'delivered', 'read'].includes(status)) report.faults.push(`${story}: ${id} arrived and is ${status}`);
      if (times === 0 && !['unknown', 'failed'].includes(status)) report.faults.push(`${story}: ${id} never arrived and is ${status}`);
      if (message?.was_uncertain && times > 0) report.settled_by_status++;
      if (status === 'unknown') report.left_uncertain++;
    }
  }

  private ended(story: Story, id: string): Promise<void> {
    return this.until(
      async () => (await this.count(`select count(*) from public.sends where id = $1 and state in ('queued', 'sending')`, [id])) === 0,
      `the reply ${story} did not end`,
    );
  }

  private async reply(): Promise<string> {
    const { id } = await this.call<{ id: string }>('POST', `/conversations/${this.conversation}/reply`, {
      text: `Reply ${++this.serial}`,
    });
    return id;
  }

  private async kill(): Promise<void> {
    await this.worker!.kill();
    this.report.kills++;
  }

  private async count(sql: string, values: unknown[] = []): Promise<number> {
    return Number((await this.fleet.pool.query<{ count: string }>(sql, values)).rows[0]!.count);
  }

  private async call<T>(method: string, path: string, body: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${this.fleet.token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const response = await fetch(`${this.api.url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  private async until(answered: () => Promise<boolean>, complaint: string, seconds = 30): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await answered())) {
      if (Date.now() > deadline) throw new Error(complaint);
      await sleep(5);
    }
  }
}
