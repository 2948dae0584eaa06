import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Counter, Gauge, Histogram } from 'prom-client';
import { RateLimit } from '../concurrency/rateLimit.js';
import { ConfigService } from '../config/config.service.js';
import { AppError } from '../errors/appError.js';
import { tooManyRequests } from '../errors/commonErrors.js';
import { MetricsService } from '../health/metrics.service.js';
import { network } from '../net/network.js';
import { GroupCommit } from './groupCommit.js';
import { WebhookEventsRepository } from './webhookEvents.repository.js';
import { WEBHOOK_INBOX } from './webhookInbox.settings.js';
import {
  type IncomingWebhook,
  inboxOverloaded,
  type StoredWebhook,
  type WebhookHead,
  type WebhookSource,
  withoutFields,
} from './webhookSource.js';

const LIMITS = { group: 500, waiting: 5_000, waiting_bytes: 64 * 1024 * 1024, patience_ms: 2_500 };
/** Senders whose requests are counted. */
const SENDERS = { window_ms: 60_000, names: 10_000 };

/** Headers that say something about the event and nothing about secrets. */
const KEPT_HEADERS = new Set(['content-type', 'user-agent', 'x-forwarded-for', 'webhook-id', 'webhook-timestamp', 'idempotency-key']);

/**
 * Where providers' events arrive. A module registers its source; the door calls `receive` and answers after the event is
 * committed, never before. Everything else happens later, from the stored row.
 */
@Injectable()
export class WebhookInboxService implements BeforeApplicationShutdown {
  private readonly sources = new Map<string, WebhookSource>();
  private readonly routes = new Map<string, WebhookSource>();
  private readonly commits: GroupCommit<StoredWebhook>;
  private readonly requests: RateLimit;
  private readonly refusals: RateLimit;
  private readonly received: Counter<'source' | 'result'>;
  private readonly group_size: Histogram;

  constructor(
    private readonly repository: WebhookEventsRepository,
    metrics: MetricsService,
    config: ConfigService,
  ) {
    const { WEBHOOK_RATE_PER_MINUTE, WEBHOOK_REFUSALS_PER_MINUTE } = config.of(WEBHOOK_INBOX);
    this.requests = new RateLimit({ max: WEBHOOK_RATE_PER_MINUTE, ...SENDERS });
    this.refusals = new RateLimit({ max: WEBHOOK_REFUSALS_PER_MINUTE, ...SENDERS });
    this.commits = new GroupCommit((events) => this.commit(events), LIMITS, overloaded);
    this.received = new Counter({
      name: 'webhook_requests_total',
      help: 'Requests of providers: stored, refused (not theirs), limited (too many of one sender), failed.',
      labelNames: ['source', 'result'],
      registers: [metrics.registry],
    });
    this.group_size = new Histogram({
      name: 'webhook_commit_events',
      help: 'Events committed together.',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
      registers: [metrics.registry],
    });
    const commits = this.commits;
    new Gauge({
      name: 'webhook_waiting',
      help: 'Events that wait for their commit.',
      registers: [metrics.registry],
      collect() {
        this.set(commits.waiting);
      },
    });
  }

  /** Names what is behind a source. Call it in onModuleInit. */
  register(source: WebhookSource): void {
    if (this.sources.has(source.source)) throw new Error(`The webhook source ${source.source} is registered twice.`);
    this.sources.set(source.source, source);
    for (const route of source.routes) this.routes.set(route.replace(/\/:\w+$/, '/*'), source);
  }

  find(source: string): WebhookSource | undefined {
    return this.sources.get(source);
  }

  /** The source that calls there. */
  sourceOf(method: string, path: string): WebhookSource | undefined {
    return this.routes.get(`${method} ${path}`) ?? this.routes.get(`${method} ${path.slice(0, path.lastIndexOf('/'))}/*`);
  }

  /**
   * A part of an event that cannot be processed as it is becomes an event of its own, parked: it is seen and replayed alone. The same part
   * twice is once.
   */
  parkPart(event_id: number, part: string, body: Buffer, failure: { code: string; message: string }): Promise<void> {
    return this.repository.parkPart(event_id, part, body, failure);
  }

  /**
   * Resolves once the event is stored for good, whether it is new or known. `readBody` is called for a request that the source believes,
   * when there is room for it. Raises what the source's checks and `readBody` raise, or too_many_requests, inbox_overloaded,
   * database_unavailable.
   */
  async receive(
    source: WebhookSource,
    head: WebhookHead,
    readBody: () => Promise<Buffer> | null,
    { request_id, client_ip }: { request_id: string; client_ip: string },
  ): Promise<void> {
    const name = source.source;
    const sender = `${name} ${network(client_ip)}`;
    this.limit(name, sender, Date.now());
    let incoming: IncomingWebhook;
    try {
      const checked = source.check(head);
      // Nearly every check is done by now; waiting for nothing would cost each event a turn of the loop.
      if (checked) await checked;
      if (this.commits.isFull) throw overloaded();
      const reading = readBody();
      incoming = { ...head, body: reading && (await reading) };
      if (source.checkBody) await source.checkBody(incoming);
      if (source.redact) incoming = await source.redact(incoming);
    } catch (error) {
      if (error instanceof AppError && error.statusCode === 401) this.refusals.count(sender, Date.now());
      this.received.inc({ source: name, result: error instanceof AppError && error.statusCode >= 500 ? 'failed' : 'refused' });
      throw error;
    }
    const query = withoutFields(source.secret_fields, incoming.query);
    const stored: StoredWebhook = {
      ...incoming,
      query,
      source: name,
      dedupe_key: storable(source.dedupeKey(incoming)),
      headers: kept(incoming.headers),
      request_id,
    };
    try {
      await this.commits.add(stored, (incoming.body?.length ?? 0) + incoming.query.length + 500);
      this.received.inc({ source: name, result: 'stored' });
    } catch (error) {
      this.received.inc({ source: name, result: 'failed' });
      throw error;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    while (this.commits.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /**
   * Who sends too much, or keeps sending what is not the provider's, waits. The provider itself is among them when it shares the address;
   * it sends again.
   */
  private limit(source: string, sender: string, now: number): void {
    const wait = this.refusals.wait(sender, now) || this.requests.count(sender, now);
    if (wait === 0) return;
    this.received.inc({ source, result: 'limited' });
    throw tooManyRequests(undefined, { headers: { 'retry-after': String(wait) } });
  }

  private async commit(events: StoredWebhook[]): Promise<void> {
    this.group_size.observe(events.length);
    await this.repository.accept(events);
  }
}

function overloaded(): Error {
  return inboxOverloaded(undefined, { headers: { 'retry-after': '2' } });
}

/** A key that no text column takes (NUL, half of a pair) or no index (too long) by its hash. */
function storable(key: string): string {
  const fits = key.length <= 500 && !key.includes('\0') && key.isWellFormed();
  return fits ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

function kept(headers: Record<string, string>): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name in headers) if (KEPT_HEADERS.has(name)) picked[name] = String(headers[name]);
  return picked;
}
