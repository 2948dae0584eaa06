import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallAttemptDetailDto, CallAttemptDto } from '../../../src/kaleyraVoice/dto/callAttempt.dto.js';
import { type KaleyraSandbox, startKaleyraSandbox } from '../../../src/providers/kaleyra/kaleyra.sandbox.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { type Fleet, type FleetNode, startFleet } from '../../support/fleet.js';
import { sendInterruptedAgain } from './sendInterruptedAgain.js';

/** What happens to one dial. */
const STORIES = [
  ['plain', 30],
  /** The worker dies before it has asked the provider. */
  ['killed_before', 8],
  /** The worker dies while the provider keeps it waiting; nothing was placed. */
  ['killed_waiting', 8],
  /** The call is placed, the worker dies before it hears of it. */
  ['killed_placed', 12],
  /** The worker dies right after the answer. */
  ['killed_after', 8],
  /** The call is placed, the answer comes after our deadline. */
  ['late_answer', 6],
  /** The call is placed, the connection breaks. */
  ['reset_placed', 10],
  /** Nothing is placed, the connection breaks: to us the same. */
  ['reset_unplaced', 6],
  /** HTTP 502 after the call was placed. */
  ['error_placed', 6],
  /** The provider says no. */
  ['refused', 6],
] as const;
type Story = (typeof STORIES)[number][0];
const PLACED = new Set<Story>(['plain', 'killed_after', 'killed_placed', 'late_answer', 'reset_placed', 'error_placed', 'killed_before']);

export interface OutboxOptions {
  seed: string;
  dials: number;
  /** Breaks the product on purpose: an interrupted send is sent again. */
  mutation?: 'send_again';
  say?: (line: string) => void;
}

export interface OutboxReport {
  dials: number;
  kills: number;
  /** Dial requests that the provider got. */
  requests: number;
  placed: number;
  /** Attempts that were ever listed as uncertain. */
  uncertain: number;
  settled_by_callback: number;
  settled_by_log: number;
  /** Uncertain for good: no phone rang, so no report came. */
  left_uncertain: number;
  faults: string[];
}

/** The product's deadline for one request to the provider, seconds. */
const DEADLINE_SECONDS = 1;

export async function proveOutbox({ seed, dials, mutation, say = () => undefined }: OutboxOptions): Promise<OutboxReport> {
  const random = new Random(`outbox/${seed}`);
  const sandbox = await startKaleyraSandbox({ seed, rows_per_day: 20, days_back: 1 });
  const fleet = await startFleet({
    environment: {
      KALEYRA_API_KEY: sandbox.api_key,
      KALEYRA_BASE_URL: sandbox.url,
      KALEYRA_MAX_REQUESTS_PER_SECOND: '0',
      KALEYRA_TIMEOUT_SECONDS: String(DEADLINE_SECONDS),
      KALEYRA_NUMBER_PATTERN: '^[5-9]\\d{9}$',
    },
  });
  const report: OutboxReport = {
    dials: 0,
    kills: 0,
    requests: 0,
    placed: 0,
    uncertain: 0,
    settled_by_callback: 0,
    settled_by_log: 0,
    left_uncertain: 0,
    faults: [],
  };
  try {
    if (mutation === 'send_again') await sendInterruptedAgain(fleet);
    const api = await fleet.start('api');
    const stage = new Stage(fleet, sandbox, api, report);
    await stage.raiseWorker();
    const stories: { id: string; story: Story }[] = [];
    for (let dial = 0; dial < dials; dial++) {
      const story = random.weighted(STORIES);
      // Some callbacks never come: the log has to settle those.
      sandbox.dials.settings.mode = random.weighted([
        ['once', 6],
        ['twice', 1],
        ['late', 1],
        ['never', 3],
      ]);
      Object.assign(sandbox.dials.settings, { delay_ms: random.int(0, 300), late_ms: 1_500 });
      stories.push({ id: await stage.play(story), story });
      if ((dial + 1) % 50 === 0) say(`${dial + 1} dials, ${report.kills} kills`);
    }
    report.dials = dials;
    await stage.comeToRest(stories.map(({ id }) => id));
    await stage.judge(stories, mutation === undefined);
  } finally {
    await fleet.close();
    await sandbox.stop();
  }
  return report;
}

class Stage {
  private worker?: FleetNode;
  private readonly answers: Promise<unknown>[] = [];

  constructor(
    private readonly fleet: Fleet,
    private readonly sandbox: KaleyraSandbox,
    private readonly api: FleetNode,
    private readonly report: OutboxReport,
  ) {}

  async raiseWorker(): Promise<void> {
    this.worker = await this.fleet.start('worker');
  }

  /** Plays one story; returns the attempt's id. */
  async play(story: Story): Promise<string> {
    const method = 'dial.click2call';
    const { faults } = this.sandbox;
    if (story === 'killed_before') {
      await this.kill();
      const id = await this.dial();
      // It waits until somebody works again.
      await this.raiseWorker();
      await this.ended(story, id);
      return id;
    }
    if (story === 'killed_waiting' || story === 'killed_placed' || story === 'late_answer')
      faults.add({ kind: 'stall', method, placed: story !== 'killed_waiting' });
    if (story === 'reset_placed' || story === 'reset_unplaced')
      faults.add({ kind: 'reset', method, ms: 0, placed: story === 'reset_placed' });
    if (story === 'error_placed') faults.add({ kind: 'status', status: 502, method, placed: true });
    if (story === 'refused') faults.add({ kind: 'refused', method, message: 'Insufficient credit' });
    const id = await this.dial();
    await this.until(
      async () => this.sandbox.requests.list(method).some(({ params }) => params.custom === id),
      `dial ${story} was not asked for`,
    );
    if (story.startsWith('killed')) {
      await this.kill();
      faults.clear();
      await this.raiseWorker();
    } else {
      await this.ended(story, id);
    }
    return id;
  }

  private ended(story: Story, id: string): Promise<void> {
    return this.until(async () => !['queued', 'sending'].includes((await this.attempt(id)).state), `dial ${story} did not end`);
  }

  /** Everything that still can happen has happened: jobs, callbacks, the log. */
  async comeToRest(ids: string[]): Promise<void> {
    await Promise.all(this.answers);
    await this.until(
      async () => {
        const { rows } = await this.fleet.pool.query<{ open: number }>(
          `select count(*)::integer as open from public.sends where state in ('queued', 'sending')`,
        );
        return rows[0]!.open === 0;
      },
      'sends are still under way',
      60,
    );
    const { rows } = await this.fleet.pool.query<{ id: string }>(
      `select distinct send_id as id from public.send_events where state = 'unknown' and send_id = any ($1)`,
      [ids],
    );
    this.report.uncertain = rows.length;
    await this.sandbox.dials.settled();
    await this.call('POST', '/calls/sync', {});
    await this.until(
      async () => {
        const state = await this.fleet.pool.query<{ open: number }>(
          `select (select count(*) from public.webhook_events where state <> 'processed')::integer
           + (select count(*) from public.kaleyra_sync_runs where state in ('queued', 'running'))::integer
           + (select count(*) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
              where t.identifier = 'kaleyra.settle_call_attempts' and j.run_at <= now() + interval '1 second')::integer as open`,
        );
        return state.rows[0]!.open === 0;
      },
      'callbacks and log were not worked on',
      60,
    );
  }

  async judge(stories: { id: string; story: Story }[], settles: boolean): Promise<void> {
    const { report, sandbox } = this;
    const dialled = sandbox.requests.list('dial.click2call');
    report.requests = dialled.length;
    const rows = sandbox.rows({
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date(Date.now() + 86_400_000).toISOString(),
    });
    const rung = new Map<string, number>();
    for (const { custom } of rows) if (custom) rung.set(custom, (rung.get(custom) ?? 0) + 1);
    report.placed = [...rung.values()].reduce((sum, times) => sum + times, 0);
    const still = new Set((await this.uncertain()).map(({ id }) => id));
    report.left_uncertain = still.size;

    for (const { id, story } of stories) {
      const requests = dialled.filter(({ params }) => params.custom === id).length;
      if (requests > 1) report.faults.push(`${story}: ${id} was dialled ${requests} times`);
      const times = rung.get(id) ?? 0;
      if (times > 1) report.faults.push(`${story}: the phones of ${id} rang ${times} times`);
      if (!settles) continue;
      const attempt = await this.attempt(id);
      const uncertain = attempt.events.some(({ state }) => state === 'unknown');
      if (uncertain && times > 0) {
        const first = attempt.events.find(({ kind }) => kind === 'callback' || kind === 'log');
        if (first?.kind === 'callback') report.settled_by_callback++;
        if (first?.kind === 'log') report.settled_by_log++;
      }
      if (times > 0 && !['sent', 'delivered', 'failed'].includes(attempt.state))
        report.faults.push(`${story}: ${id} rang and is ${attempt.state}`);
      if (times > 0 && attempt.call_log_id === null) report.faults.push(`${story}: ${id} rang and has no row of the log`);
      if (times === 0 && !['unknown', 'failed'].includes(attempt.state))
        report.faults.push(`${story}: ${id} never rang and is ${attempt.state}`);
      if (attempt.state === 'unknown' && !still.has(id)) report.faults.push(`${story}: ${id} is uncertain and not listed`);
      if (PLACED.has(story) && requests === 1 && times === 0) report.faults.push(`${story}: ${id} was not placed by the sandbox`);
    }
  }

  /** The answer waits for the dial, we do not: a worker must be killed in the middle. Returns the attempt's id. */
  private async dial(): Promise<string> {
    const customer_number = `5551${String(this.answers.length).padStart(6, '0')}`;
    const answer = this.call('POST', '/calls/click-to-call', { agent_number: '5550009001', customer_number });
    // Looked at in the end.
    answer.catch(() => undefined);
    this.answers.push(answer);
    let id: string | undefined;
    await this.until(async () => {
      const { rows } = await this.fleet.pool.query<{ id: string }>('select id from public.call_attempts where customer_number = $1', [
        customer_number,
      ]);
      return (id = rows[0]?.id) !== undefined;
    }, `the dial of ${customer_number} was not queued`);
    return id!;
  }

  private async kill(): Promise<void> {
    await this.worker!.kill();
    this.report.kills++;
  }

  private attempt(id: string): Promise<CallAttemptDetailDto> {
    return this.call('GET', `/calls/attempts/${id}`);
  }

  private async uncertain(): Promise<CallAttemptDto[]> {
    const found: CallAttemptDto[] = [];
    for (let cursor = ''; ;) {
      const page = await this.call<{ data: CallAttemptDto[]; next_cursor: string | null }>(
        'GET',
        `/calls/attempts?state=unknown&limit=200${cursor && `&cursor=${cursor}`}`,
      );
      found.push(...page.data);
      if (!page.next_cursor) return found;
      cursor = page.next_cursor;
    }
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${this.fleet.token}`,
      ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
    };
    const response = await fetch(`${this.api.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
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
