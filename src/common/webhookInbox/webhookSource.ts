import { defineError } from '../errors/appError.js';

/** What stands above the body of a request of a provider. */
export interface WebhookHead {
  method: string;
  path: string;
  /** The raw query string, without the question mark. */
  query: string;
  headers: Record<string, string>;
}

/** A request of a provider, as it came. */
export interface IncomingWebhook extends WebhookHead {
  /** The raw body; null when there is none. */
  body: Buffer | null;
}

/** A request that was checked, as it is stored. */
export interface StoredWebhook extends IncomingWebhook {
  source: string;
  dedupe_key: string;
  request_id: string;
}

/** A stored event on its way through its handler. */
export interface WebhookEvent extends IncomingWebhook {
  id: number;
  dedupe_key: string;
  /** When it came. */
  received_at: Date;
  /** Tries before this one. */
  attempts: number;
}

/** What a module tells the inbox about one provider. */
export interface WebhookSource {
  /** Short, stable, lower case: `kaleyra`. */
  source: string;
  /**
   * Where it calls: `GET /webhooks/kaleyra/callback`; `POST /webhooks/netcore/:slug` for any last part. A controller documents the same.
   */
  routes: string[];
  /** Answers a HEAD there as if all were well, once `check` let it pass: some providers look before they call. */
  answers_head?: boolean;
  /**
   * Raises an error (401) when the request does not come from the provider. Asked before a body is read, so that nobody else can make us
   * hold one. May have to ask for the provider's keys.
   */
  check(request: WebhookHead): void | Promise<void>;
  /** The same for a provider that signs the body; `check` then refuses what has no signature at all. Sees the raw bytes. */
  checkBody?(request: IncomingWebhook): void | Promise<void>;
  /**
   * Fields of the query that prove who calls; `[]` says that there are none. They are taken out before the event is stored, and out of
   * what is shown of older rows.
   */
  secret_fields: readonly string[];
  /** Takes out of a request what must not be stored, such as keys of the provider in its body. The dedupe key sees the result, too. */
  redact?(request: IncomingWebhook): IncomingWebhook | Promise<IncomingWebhook>;
  /** What makes the event this one. Must give the same for a second delivery, and must not throw on a body it cannot read. */
  dedupeKey(request: IncomingWebhook): string;
  /**
   * Works on stored events, in the order in which they came, and says what came of each in a word. Must be safe to run again.
   * When it throws, the events are tried one by one, and the one that fails is tried again with back-off.
   * An entry may be an error instead: then this event failed and the others are done.
   */
  handle(events: WebhookEvent[]): Promise<(string | Error)[]>;
}

/** The query without these fields. The rest stays as it came: reading and writing it anew would change what the provider spelled oddly. */
export function withoutFields(fields: readonly string[], query: string): string {
  if (fields.length === 0) return query;
  return query
    .split('&')
    .filter((part) => {
      const [name] = [...new URLSearchParams(part).keys()];
      return name === undefined || !fields.includes(name);
    })
    .join('&');
}

/** Thrown (or returned) by a handler when another try cannot help: the event is parked at once. */
export const webhookUnusable = defineError('webhook_unusable', 422, 'The event cannot be processed as it is.');
export const webhookRefused = defineError('webhook_refused', 401, 'The request does not come from the provider.');
export const inboxOverloaded = defineError('inbox_overloaded', 503, 'Events are arriving faster than they can be stored; send it again.');
/** What a documented webhook route answers when no source is registered for it: an event must not be acknowledged unseen. */
export const noSuchSource = defineError(
  'webhook_source_missing',
  503,
  'No handler is registered for these events at the moment; send it again.',
);
