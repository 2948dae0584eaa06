import { Injectable, type OnModuleInit } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { AppError } from '../common/errors/appError.js';
import { isUuid } from '../common/list/uuid.js';
import { WebhookInboxService } from '../common/webhookInbox/webhookInbox.service.js';
import { type WebhookEvent, type WebhookHead, webhookRefused, webhookUnusable } from '../common/webhookInbox/webhookSource.js';
import { OPERATORS } from '../common/conditions/operators.js';
import { causeOf } from './evaluate.js';
import type { Workflow } from './workflow.js';
import { digest, WorkflowMatching } from './workflowMatching.service.js';
import { WorkflowRules } from './workflowRules.service.js';
import { hashOf } from './workflows.service.js';
import { WorkflowsRepository } from './workflows.repository.js';

const SECRET_FIELD = 't';
const SECRET_HEADER = 'x-webhook-secret';
const ID_HEADERS = ['webhook-id', 'idempotency-key', 'x-request-id'];

/** Rules that begin when somebody calls: who may, and what tells one call from another. */
@Injectable()
export class WorkflowHooks implements OnModuleInit {
  constructor(
    private readonly inbox: WebhookInboxService,
    private readonly rules: WorkflowRules,
    private readonly matching: WorkflowMatching,
    private readonly repository: WorkflowsRepository,
  ) {}

  onModuleInit(): void {
    this.inbox.register({
      source: 'workflows',
      routes: ['POST /webhooks/workflows/:id'],
      answers_head: true,
      check: (head) => this.check(head),
      secret_fields: [SECRET_FIELD],
      // The caller's own id of the call when there is one; otherwise the same words again are the same call.
      dedupeKey: ({ path, headers, body }) => {
        const id = ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
        return `${path}:${id ?? digest(String(body ?? ''))}`;
      },
      handle: (events) => this.handle(events),
    });
  }

  /** Raises webhook_refused. */
  private async check({ path, query, headers }: WebhookHead): Promise<void> {
    const id = idOf(path);
    const given = new URLSearchParams(query).get(SECRET_FIELD) ?? headers[SECRET_HEADER];
    const wanted = isUuid(id) ? await this.repository.secretOf(id) : undefined;
    if (!wanted || !given || !timingSafeEqual(Buffer.from(wanted), Buffer.from(hashOf(given)))) throw webhookRefused();
  }

  private async handle(events: WebhookEvent[]): Promise<(string | Error)[]> {
    const rules = await this.rules.current();
    const results: (string | Error)[] = [];
    for (const event of events) {
      const workflow = rules.find(({ id, trigger }) => id === idOf(event.path) && trigger.type === 'webhook');
      results.push(workflow ? await this.begin(workflow, event) : 'off');
    }
    return results;
  }

  private async begin(workflow: Workflow, event: WebhookEvent): Promise<string | Error> {
    try {
      const row = rowOf(workflow, event.body);
      const key = digest(event.dedupe_key);
      const look = {
        workflows: [workflow],
        row,
        entity_id: key,
        has_before: false,
        cause: `w:${key}`,
        event: 'webhook:called',
        at: event.received_at,
        ...causeOf(event.headers['x-causation']),
        input: row,
      };
      const begun = await this.matching.begin([look], new Date());
      return begun > 0 ? 'begun' : 'not for it';
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What was brought, as far as the rule says that it is. Raises webhook_unusable. */
function rowOf({ fields }: Workflow, body: Buffer | null): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON.parse(String(body ?? ''));
  } catch {
    throw webhookUnusable(undefined, { message: 'The body is no JSON.' });
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw webhookUnusable(undefined, { message: 'The body is no JSON object.' });
  const row: Record<string, unknown> = {};
  for (const [name, { kind }] of Object.entries(fields)) {
    const value = (read as Record<string, unknown>)[name];
    if (value !== undefined && value !== null && FITS[kind](value)) row[name] = value;
  }
  return row;
}

const FITS: Record<keyof typeof OPERATORS, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' || typeof value === 'number',
  choice: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))),
  flag: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  list: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};
