import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { isUnstorableText } from '../../supabase/databaseError.js';
import { Tables } from '../../supabase/tables.service.js';
import type { Table } from '../../supabase/table.js';
import { ConfigService } from '../config/config.service.js';
import { AppError } from '../errors/appError.js';
import { databaseUnavailable, isDatabaseUnavailable, notFound } from '../errors/commonErrors.js';
import { HealthService } from '../health/health.service.js';
import { InjectLogger } from '../log/logger.token.js';
import { JobsService } from '../jobs/jobs.service.js';
import { task } from '../jobs/task.js';
import type {
  ListWebhookEventsDto,
  ReplayFilter,
  ReplayResultDto,
  WebhookEventDetailDto,
  WebhookEventDto,
  WebhookEventPageDto,
} from './dto/webhookEvent.dto.js';
import { GroupCommit } from './groupCommit.js';
import { WebhookEventsRepository } from './webhookEvents.repository.js';
import { WebhookInboxService } from './webhookInbox.service.js';
import { type WebhookEvent, type WebhookSource, webhookUnusable, withoutFields } from './webhookSource.js';
import { WEBHOOK_INBOX } from './webhookInbox.settings.js';

/** Tries before an event is parked: with the back-off of fail_webhook_event about 21 minutes. */
const MAX_ATTEMPTS = 9;
/** An event without a first try for this long shows that its job is gone, seconds. */
const STUCK_SECONDS = 600;
/** An event that waits longer than this shows that nobody works, seconds. */
const LAG_SECONDS = 60;

/** Jobs of one source whose events go through its handler together; as many as a process works on at once. */
const TOGETHER = 8;
/** The most events that a handler gets at once. */
const AT_ONCE = 500;
/** Longer than any handler may take: a job waits for its events, milliseconds. */
const PATIENCE_MS = 10 * 60_000;

/** Everything but the query, the headers and the body. */
const LISTED = [
  'id',
  'source',
  'dedupe_key',
  'state',
  'received_at',
  'method',
  'path',
  'attempts',
  'replays',
  'next_attempt_at',
  'processed_at',
  'outcome',
  'error_code',
  'error_message',
  'request_id',
] as const;
/** Added in SQL, with the events. */
const processEvents = task('webhooks.process', { source: 'string', event_ids: 'number[]' });
const requeueEvents = task('webhooks.requeue');
const dropOldEvents = task('webhooks.drop_old');

/** Works on what the inbox has stored, and shows it. */
@Injectable()
export class WebhookEventsService implements OnModuleInit {
  private readonly events: Table<'webhook_events', WebhookEventDto>;
  /** By source: under load a job holds a few dozen events, and handlers are cheaper the more they get at once. */
  private readonly batches = new Map<string, GroupCommit<number[]>>();

  constructor(
    tables: Tables,
    private readonly inbox: WebhookInboxService,
    private readonly repository: WebhookEventsRepository,
    private readonly jobs: JobsService,
    private readonly health: HealthService,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.events = tables.of<'webhook_events', WebhookEventDto>('webhook_events', {
      filters: ['source', 'state', 'error_code', 'request_id'],
      ranges: { from: ['received_at', 'gte'], to: ['received_at', 'lt'] },
      sort: ['id'],
      columns: LISTED,
    });
  }

  onModuleInit(): void {
    this.jobs.on(processEvents, ({ source, event_ids }) => this.together(source, event_ids));
    this.jobs.on(requeueEvents, () => this.repository.requeue(STUCK_SECONDS));
    this.jobs.on(dropOldEvents, () => this.dropOld(new Date()));
    this.jobs.every('*/5 * * * *', requeueEvents, {}, { jitter_seconds: 30 });
    this.jobs.every('17 * * * *', dropOldEvents, {}, { jitter_seconds: 600 });
    this.health.register({
      name: 'webhook_inbox',
      module: 'webhook_events',
      outage: 'Stored webhooks are not worked on',
      check: () => this.check(),
    });
  }

  private async check() {
    const { waiting, oldest_seconds, parked } = await this.repository.lag();
    const ok = oldest_seconds <= LAG_SECONDS;
    return {
      ok,
      waiting,
      parked,
      oldest_seconds: Math.round(oldest_seconds),
      ...(ok ? {} : { message: 'stored webhooks wait too long: is a worker running?' }),
    };
  }

  list(query: ListWebhookEventsDto): Promise<WebhookEventPageDto> {
    return this.events.page(query);
  }

  async get(id: number): Promise<WebhookEventDetailDto> {
    const event = await this.repository.detail(id);
    if (!event) throw notFound({ id });
    const source = this.inbox.find(event.source);
    // Of a source that no module handles any more nobody knows which fields are secret.
    return { ...event, query: source ? withoutFields(source.secret_fields, event.query) : '' };
  }

  async replayOne(id: number): Promise<WebhookEventDetailDto> {
    if ((await this.repository.replay({ id }, false)) === 0) throw notFound({ id });
    return this.get(id);
  }

  async replay(filter: ReplayFilter, dry_run: boolean): Promise<ReplayResultDto> {
    return { events: await this.repository.replay(filter, dry_run), dry_run };
  }

  /** What jobs bring while the source's handler is busy goes through it together, and in order. */
  private together(source: string, ids: number[]): Promise<void> {
    let batches = this.batches.get(source);
    if (!batches) {
      const limits = { group: TOGETHER, waiting: Infinity, waiting_bytes: Infinity, patience_ms: PATIENCE_MS };
      batches = new GroupCommit(
        (groups) => this.processAll(source, groups.flat()),
        limits,
        () => databaseUnavailable(undefined, { message: `The handler of ${source} is too slow.` }),
      );
      this.batches.set(source, batches);
    }
    return batches.add(ids, 0);
  }

  private async processAll(source: string, ids: number[]): Promise<void> {
    for (let first = 0; first < ids.length; first += AT_ONCE) await this.process(source, ids.slice(first, first + AT_ONCE));
  }

  /** Works on stored events. Safe to run twice: what is done is left out, and handlers are. */
  async process(name: string, ids: number[]): Promise<void> {
    const source = this.inbox.find(name);
    const events = await this.repository.open(ids);
    if (events.length === 0) return;
    if (!source) {
      for (const event of events) await this.fail(event, webhookUnusable(undefined, { message: `No module handles the source ${name}.` }));
      return;
    }
    try {
      await this.settle(events, await source.handle(events));
    } catch (error) {
      await this.handleSingly(source, events, error);
    }
  }

  /** One event that cannot be handled must not hold back those that came with it. */
  private async handleSingly(source: WebhookSource, events: WebhookEvent[], error: unknown): Promise<void> {
    // It costs the event no try.
    if (isDatabaseUnavailable(error)) throw error;
    if (events.length === 1) return this.fail(events[0]!, error);
    for (const event of events) {
      try {
        await this.settle([event], await source.handle([event]));
      } catch (cause) {
        if (isDatabaseUnavailable(cause)) throw cause;
        await this.fail(event, cause);
      }
    }
  }

  private async settle(events: WebhookEvent[], results: (string | Error)[]): Promise<void> {
    const done = events.flatMap(({ id }, index) => (results[index] instanceof Error ? [] : [{ id, outcome: results[index] ?? 'done' }]));
    if (done.length > 0) await this.repository.finish(done);
    for (const [index, event] of events.entries()) if (results[index] instanceof Error) await this.fail(event, results[index]);
  }

  private async fail(event: WebhookEvent, error: unknown): Promise<void> {
    const { code, message } = isUnstorableText(error)
      ? webhookUnusable(undefined, { message: 'It contains characters that cannot be stored.' })
      : error instanceof AppError
        ? error
        : { code: 'handler_failed', message: (error as Error).message };
    const state = await this.repository.fail(event.id, { code, message, park: code === webhookUnusable.code }, MAX_ATTEMPTS);
    this.logger.warn({ err: error, event_id: event.id, attempts: event.attempts + 1, state }, 'a webhook event could not be handled');
  }

  private async dropOld(now: Date): Promise<void> {
    const before = new Date(now.getTime() - this.config.of(WEBHOOK_INBOX).WEBHOOK_RETENTION_DAYS * 86_400_000);
    while ((await this.repository.dropProcessed(before)) > 0 && !this.jobs.stopping.aborted);
  }
}
