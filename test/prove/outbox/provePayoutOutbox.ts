import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../../src/providers/sandbox/random.js';
import { type PayoutFault, type ShopSandbox, startShopSandbox } from '../../../src/providers/shop/shop.sandbox.js';
import type { RefundDetailDto, RefundDto } from '../../../src/refunds/dto/refund.dto.js';
import { type Fleet, type FleetNode, startFleet } from '../../support/fleet.js';
import { sendInterruptedAgain } from './sendInterruptedAgain.js';

/** What happens to one payout: how often, whether the money moves, and whether the worker dies while it waits for the answer. */
const STORIES = {
  plain: { weight: 10, pays: true },
  killed_before: { weight: 3, pays: true },
  killed_taken: { weight: 5, pays: true, fault: { kind: 'stall', taken: true }, kills: true },
  killed_lost: { weight: 3, pays: false, fault: { kind: 'stall', taken: false }, kills: true },
  late_answer: { weight: 3, pays: true, fault: { kind: 'stall', taken: true } },
  reset_taken: { weight: 3, pays: true, fault: { kind: 'reset', taken: true } },
  reset_lost: { weight: 2, pays: false, fault: { kind: 'reset', taken: false } },
  error_taken: { weight: 3, pays: true, fault: { kind: 'error', taken: true } },
  refused: { weight: 2, pays: false, fault: { kind: 'refused' } },
} as const satisfies Record<string, { weight: number; pays: boolean; fault?: PayoutFault; kills?: true }>;
type Story = keyof typeof STORIES;

export interface PayoutOutboxOptions {
  seed: string;
  payouts: number;
  mutation?: 'send_again';
  say?: (line: string) => void;
}

export interface PayoutOutboxReport {
  payouts: number;
  kills: number;
  paid: number;
  uncertain: number;
  settled_by_lookup: number;
  /** Never taken: nobody but a person can know. */
  left_uncertain: number;
  faults: string[];
}

/** Refunds are paid at most once, whatever happens to the worker or the line. */
export async function provePayoutOutbox({
  seed,
  payouts,
  mutation,
  say = () => undefined,
}: PayoutOutboxOptions): Promise<PayoutOutboxReport> {
  const random = new Random(`payouts/${seed}`);
  const shop = await startShopSandbox();
  const fleet = await startFleet({
    environment: {
      ORDER_API_URL: `${shop.url}/orders/{order_number}`,
      ORDER_API_KEY: shop.api_key,
      PAYOUT_API_URL: `${shop.url}/payouts`,
      PAYOUT_API_KEY: shop.api_key,
      SHOP_TIMEOUT_SECONDS: '1',
    },
  });
  const report: PayoutOutboxReport = {
    ...{ payouts, kills: 0, paid: 0, uncertain: 0, settled_by_lookup: 0, left_uncertain: 0, faults: [] },
  };
  try {
    if (mutation === 'send_again') await sendInterruptedAgain(fleet);
    const stage = new Stage(fleet, shop, await fleet.start('api'), report);
    await stage.raiseWorker();
    const weighted = (Object.keys(STORIES) as Story[]).map((story) => [story, STORIES[story].weight] as const);
    const played: { id: string; story: Story }[] = [];
    for (let n = 0; n < payouts; n++) {
      // Each kind once, then by chance.
      const story = weighted[n]?.[0] ?? random.weighted(weighted);
      played.push({ story, id: await stage.play(story, n) });
      if ((n + 1) % 20 === 0) say(`${n + 1} payouts, ${report.kills} kills`);
    }
    await stage.judge(played, mutation === undefined);
  } finally {
    await fleet.close();
    await shop.stop();
  }
  return report;
}

class Stage {
  private worker?: FleetNode;

  constructor(
    private readonly fleet: Fleet,
    private readonly shop: ShopSandbox,
    private readonly api: FleetNode,
    private readonly report: PayoutOutboxReport,
  ) {}

  async raiseWorker(): Promise<void> {
    this.worker = await this.fleet.start('worker');
  }

  /** Plays one story; returns the refund's id. */
  async play(story: Story, n: number): Promise<string> {
    const { fault, kills } = STORIES[story] as { fault?: PayoutFault; kills?: true };
    this.shop.orders.set(`ORD-${n}`, { number: `ORD-${n}`, currency: 'INR', paid: '10.00', refunded: '0', payment: `pay_${n}` });
    const order = { order_number: `ORD-${n}`, currency: 'INR', reason_code: 'late', amount_minor: 1_000 };
    const { id } = await this.call<RefundDto>('POST', '/refunds', order);
    await this.call('POST', `/refunds/${id}/actions`, { action: 'approve' });
    if (story === 'killed_before') await this.kill();
    if (fault) this.shop.faults.push(fault);
    const asked = this.shop.asked.length;
    await this.call('POST', `/refunds/${id}/actions`, { action: 'process' });
    if (story === 'killed_before') await this.raiseWorker();
    await this.until(async () => this.shop.asked.length > asked, `${story}: nobody was asked to pay`);
    if (kills) {
      await this.kill();
      await this.raiseWorker();
    }
    await this.until(async () => !['queued', 'sending'].includes(await this.stateOf(id)), `${story}: the payout did not end`);
    return id;
  }

  async judge(played: { id: string; story: Story }[], settles: boolean): Promise<void> {
    const { report, shop, fleet } = this;
    const { rows: unknown } = await fleet.pool.query<{ send_id: string }>(
      `select distinct send_id from send_events where state = 'unknown' and send_id in (select send_id from refunds)`,
    );
    report.uncertain = unknown.length;
    await fleet.pool.query(`select graphile_worker.add_job('refunds.settle_payouts')`);
    await this.until(async () => (await this.open()) === 0, 'work is left', 60);
    report.paid = shop.payouts.length;
    for (const { id, story } of played) {
      const { status, send_id, payment_ref } = await this.call<RefundDetailDto>('GET', `/refunds/${id}`);
      const asked = shop.asked.filter((reference) => reference === send_id).length;
      if (asked > 1) report.faults.push(`${story}: ${id} was asked to be paid ${asked} times`);
      const paid = shop.payouts.filter(({ payment }) => payment === payment_ref).length;
      if (paid > 1) report.faults.push(`${story}: ${id} was paid ${paid} times`);
      if (!settles) continue;
      if ((paid === 1) !== STORIES[story].pays) report.faults.push(`${story}: ${id} was paid ${paid} times at the provider`);
      const expected = paid === 1 ? 'paid' : story === 'refused' ? 'failed' : 'processing';
      if (status !== expected) report.faults.push(`${story}: ${id} is ${status}, not ${expected}`);
      const uncertain = unknown.some((send) => send.send_id === send_id);
      if (uncertain && status === 'paid') report.settled_by_lookup++;
      if (status === 'processing') report.left_uncertain++;
      if (status === 'processing' && (await this.stateOf(id)) !== 'unknown')
        report.faults.push(`${story}: ${id} waits and is not listed as uncertain`);
    }
  }

  private async open(): Promise<number> {
    const { rows } = await this.fleet.pool.query<{ open: number }>(
      `select (select count(*) from sends where state in ('queued', 'sending'))::integer
       + (select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
          where t.identifier = 'refunds.settle_payouts' and j.run_at <= now() + interval '1 second')::integer as open`,
    );
    return rows[0]!.open;
  }

  private async stateOf(refund_id: string): Promise<string> {
    const { rows } = await this.fleet.pool.query<{ state: string }>(
      'select s.state from sends s join refunds r on r.send_id = s.id where r.id = $1',
      [refund_id],
    );
    return rows[0]?.state ?? 'queued';
  }

  private async kill(): Promise<void> {
    await this.worker!.kill();
    this.report.kills++;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.fleet.token}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(`${this.api.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  private async until(answered: () => Promise<boolean>, complaint: string, seconds = 30): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await answered())) {
      if (Date.now() > deadline) throw new Error(complaint);
      await sleep(10);
    }
  }
}
