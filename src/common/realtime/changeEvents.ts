/** The socket namespaces, without their slash. */
export const FEED_NAMESPACES = ['emails', 'chats', 'calls', 'notifications', 'tickets'] as const;
export type FeedNamespace = (typeof FEED_NAMESPACES)[number];
/** Namespaces whose gateway a module makes itself. */
export const MODULE_NAMESPACES: readonly FeedNamespace[] = ['emails'];

/** One event of the feed, as sockets, reactions and GET /changes give it. */
export interface ChangeEvent<P = Record<string, unknown>> {
  /** Its place in the feed: ascending, the same on every node. */
  seq: number;
  namespace: string;
  /** `<entity>:<verb>` */
  event: string;
  entity_id: string;
  payload: P;
  /** When the transaction of the change began, ISO 8601. */
  at: string;
}

/** What is known of an event: where it appears, who sees it, and its payload, field by field. */
interface EventDeclaration<P> {
  namespace: FeedNamespace;
  /** Needed to see it: `view` here. */
  module: string;
  /** Whether it goes to one user alone. */
  personal: boolean;
  about: string;
  /** The type of each field, for the documentation; the keys are checked against the payload's type. */
  payload: { [K in keyof P]-?: string };
  /** Never set: it carries the payload's type. */
  type?: P;
}

const event = <P>(declaration: Omit<EventDeclaration<P>, 'personal'> & { personal?: boolean }): EventDeclaration<P> => ({
  personal: false,
  ...declaration,
});

/** How far a sync of call logs is. */
export interface SyncRunChange {
  from_date: string;
  to_date: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  trigger: string;
  next_date: string | null;
  pages: number;
  synced: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  error_code: string | null;
}

const SYNC_RUN: EventDeclaration<SyncRunChange>['payload'] = {
  from_date: 'date',
  to_date: 'date',
  state: 'queued, running, succeeded, failed',
  trigger: 'text',
  next_date: 'date or null',
  pages: 'integer',
  synced: 'integer',
  inserted: 'integer',
  updated: 'integer',
  unchanged: 'integer',
  rejected: 'integer',
  error_code: 'text or null',
};

/** How far a call is that we place. */
export interface CallAttemptChange {
  kind: 'click_to_call' | 'outbound';
  agent_number: string;
  customer_number: string;
  state: 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'failed' | 'cancelled';
  status: string;
  outcome: string;
  started_at: string | null;
  ended_at: string | null;
  duration: number | null;
  billsec: number | null;
  has_recording: boolean;
  reports: number;
  call_log_id: string | null;
  error_code: string | null;
  requested_by: string | null;
  created_at: string;
}

const CALL_ATTEMPT: EventDeclaration<CallAttemptChange>['payload'] = {
  kind: 'click_to_call, outbound',
  agent_number: 'text',
  customer_number: 'text',
  state: 'queued, sending, unknown, sent, delivered, failed, cancelled',
  status: 'text',
  outcome: 'text',
  started_at: 'instant or null',
  ended_at: 'instant or null',
  duration: 'seconds or null',
  billsec: 'seconds or null',
  has_recording: 'boolean',
  reports: 'integer',
  call_log_id: 'text or null',
  error_code: 'text or null',
  requested_by: 'uuid or null',
  created_at: 'instant',
};

/** A notice for one person, or for all who may view its module. */
export interface NotificationChange {
  module: string;
  type: string;
  title: string;
  body: string;
  entity_type: string | null;
  entity_id: string | null;
  created_at: string;
}

/** How a mailbox is. */
export interface SupportEmailChange {
  email_address: string;
  display_name: string;
  is_active: boolean;
  is_watched: boolean;
  state: 'stopped' | 'connecting' | 'syncing' | 'watching' | 'backoff' | 'reconnect_needed';
  last_error_code: string | null;
  deleted_at: string | null;
}

const SUPPORT_EMAIL: EventDeclaration<SupportEmailChange>['payload'] = {
  email_address: 'text',
  display_name: 'text',
  is_active: 'boolean',
  is_watched: 'boolean',
  state: 'stopped, connecting, syncing, watching, backoff, reconnect_needed',
  last_error_code: 'text or null',
  deleted_at: 'instant or null',
};

/** How a thread of e-mails stands. */
export interface EmailThreadChange {
  support_email_id: string;
  subject: string;
  customer_id: string | null;
  message_count: number;
  unread_count: number;
  last_message_at: string | null;
  last_direction: 'inbound' | 'outbound' | null;
  status: 'open' | 'pending' | 'resolved' | 'closed' | 'spam';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  team: string | null;
  assignee_id: string | null;
  version: number;
}

const EMAIL_THREAD: EventDeclaration<EmailThreadChange>['payload'] = {
  support_email_id: 'uuid',
  subject: 'text',
  customer_id: 'uuid or null',
  message_count: 'integer',
  unread_count: 'integer',
  last_message_at: 'instant or null',
  last_direction: 'inbound, outbound or null',
  status: 'open, pending, resolved, closed, spam',
  priority: 'low, normal, high, urgent',
  team: 'text or null',
  assignee_id: 'uuid or null',
  version: 'integer',
};

/** An e-mail without its text. */
export interface EmailChange {
  support_email_id: string;
  thread_id: string;
  direction: 'inbound' | 'outbound';
  kind: 'message' | 'auto_reply' | 'bounce' | 'list' | 'loop';
  from_email: string;
  from_name: string;
  subject: string;
  snippet: string;
  received_at: string;
  has_attachments: boolean;
  customer_id: string | null;
  is_read: boolean;
  status: 'open' | 'pending' | 'resolved' | 'closed' | 'spam';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  category: string | null;
  sentiment: 'positive' | 'neutral' | 'negative' | null;
  language: string | null;
  team: string | null;
  assignee_id: string | null;
  triage_state: 'none' | 'pending' | 'done' | 'failed' | 'blocked';
  send_state: 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled' | null;
  version: number;
  deleted_at: string | null;
}

const EMAIL: EventDeclaration<EmailChange>['payload'] = {
  support_email_id: 'uuid',
  thread_id: 'uuid',
  direction: 'inbound, outbound',
  kind: 'message, auto_reply, bounce, list, loop',
  from_email: 'text',
  from_name: 'text',
  subject: 'text',
  snippet: 'text',
  received_at: 'instant',
  has_attachments: 'boolean',
  customer_id: 'uuid or null',
  is_read: 'boolean',
  status: 'open, pending, resolved, closed, spam',
  priority: 'low, normal, high, urgent',
  category: 'text or null',
  sentiment: 'positive, neutral, negative or null',
  language: 'text or null',
  team: 'text or null',
  assignee_id: 'uuid or null',
  triage_state: 'none, pending, done, failed, blocked',
  send_state: 'queued, sending, unknown, sent, delivered, read, failed, cancelled or null',
  version: 'integer',
  deleted_at: 'instant or null',
};

/** Nothing: the thing is gone, or no longer the receiver's. */
export type NoPayload = Record<never, never>;

/** Every event there is, once. `docs/api.md` lists them, and tests compare it, and the database's triggers, with this. */
export const CHANGE_EVENTS = {
  'sync_run:created': event<SyncRunChange>({
    namespace: 'calls',
    module: 'calls',
    about: 'A sync of call logs was ordered.',
    payload: SYNC_RUN,
  }),
  'sync_run:updated': event<SyncRunChange>({ namespace: 'calls', module: 'calls', about: 'It went on, or ended.', payload: SYNC_RUN }),
  'sync_run:removed': event<NoPayload>({ namespace: 'calls', module: 'calls', about: 'It was deleted.', payload: {} }),
  'call_attempt:created': event<CallAttemptChange>({
    namespace: 'calls',
    module: 'calls',
    about: 'A call is to be placed.',
    payload: CALL_ATTEMPT,
  }),
  'call_attempt:updated': event<CallAttemptChange>({
    namespace: 'calls',
    module: 'calls',
    about: 'It went on: dialled, reported, found in the log.',
    payload: CALL_ATTEMPT,
  }),
  'call_attempt:removed': event<NoPayload>({ namespace: 'calls', module: 'calls', about: 'It was deleted.', payload: {} }),
  'support_email:created': event<SupportEmailChange>({
    namespace: 'emails',
    module: 'support_emails',
    about: 'A mailbox was added.',
    payload: SUPPORT_EMAIL,
  }),
  'support_email:updated': event<SupportEmailChange>({
    namespace: 'emails',
    module: 'support_emails',
    about: 'It was changed, or its state did; with `deleted_at` it was removed.',
    payload: SUPPORT_EMAIL,
  }),
  'support_email:removed': event<NoPayload>({ namespace: 'emails', module: 'support_emails', about: 'Its row was deleted.', payload: {} }),
  'email_thread:created': event<EmailThreadChange>({
    namespace: 'emails',
    module: 'emails',
    about: 'A new matter began.',
    payload: EMAIL_THREAD,
  }),
  'email_thread:updated': event<EmailThreadChange>({ namespace: 'emails', module: 'emails', about: 'It went on.', payload: EMAIL_THREAD }),
  'email_thread:removed': event<NoPayload>({ namespace: 'emails', module: 'emails', about: 'It was deleted.', payload: {} }),
  'email:created': event<EmailChange>({
    namespace: 'emails',
    module: 'emails',
    about: 'An e-mail arrived, or one was written to be sent.',
    payload: EMAIL,
  }),
  'email:updated': event<EmailChange>({
    namespace: 'emails',
    module: 'emails',
    about: 'It was read, assigned, triaged, sent; with `deleted_at` it was deleted.',
    payload: EMAIL,
  }),
  'email:removed': event<NoPayload>({ namespace: 'emails', module: 'emails', about: 'Its row was deleted for good.', payload: {} }),
  'notification:created': event<NotificationChange>({
    namespace: 'notifications',
    module: 'that of the notice',
    about: 'A notice for people was written; one with a receiver goes to him alone.',
    payload: {
      module: 'text',
      type: 'text',
      title: 'text',
      body: 'text',
      entity_type: 'text or null',
      entity_id: 'text or null',
      created_at: 'time',
    },
  }),
} as const;

export type ChangeEventName = keyof typeof CHANGE_EVENTS;
type PayloadOf<D extends { type?: unknown }> = NonNullable<D['type']>;

/** The payload of an event, by its name. */
export type ChangePayload<E extends ChangeEventName> = PayloadOf<(typeof CHANGE_EVENTS)[E]>;

/** What the server sends besides the events of the feed. */
export interface FeedControlEvents {
  /** All up to `seq` was sent; what follows is live. `scope` stands for what may be seen: send it back with `after`. */
  ready: (message: { seq: number; scope: string }) => void;
  /** Load the state anew: events are missing, or other ones may be seen now. What follows is live, from `seq` on. */
  resync: (message: { reason: 'retention' | 'unknown_seq' | 'permissions'; seq: number; oldest_seq: number; scope: string }) => void;
  /** The token is not valid any more; the socket is closed right after. */
  'session:expired': (message: { code: 'unauthenticated' }) => void;
}
export const CONTROL_EVENTS: (keyof FeedControlEvents)[] = ['ready', 'resync', 'session:expired'];
