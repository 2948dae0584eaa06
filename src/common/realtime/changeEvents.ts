/** The socket namespaces, without their slash. */
export const FEED_NAMESPACES = ['emails', 'chats', 'calls', 'notifications', 'tickets'] as const;
export type FeedNamespace = (typeof FEED_NAMESPACES)[number];

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

const event = <P>(declaration: Omit<EventDeclaration<P>, 'personal'> & { personal?: boolean }): EventDeclaration<P> => ({ personal: false, ...declaration });

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

/** Nothing: the thing is gone, or no longer the receiver's. */
export type NoPayload = Record<never, never>;

/** Every event there is, once. `docs/api.md` lists them, and tests compare it, and the database's triggers, with this. */
export const CHANGE_EVENTS = {
  'sync_run:created': event<SyncRunChange>({ namespace: 'calls', module: 'calls', about: 'A sync of call logs was ordered.', payload: SYNC_RUN }),
  'sync_run:updated': event<SyncRunChange>({ namespace: 'calls', module: 'calls', about: 'It went on, or ended.', payload: SYNC_RUN }),
  'sync_run:removed': event<NoPayload>({ namespace: 'calls', module: 'calls', about: 'It was deleted.', payload: {} }),
  'call_attempt:created': event<CallAttemptChange>({ namespace: 'calls', module: 'calls', about: 'A call is to be placed.', payload: CALL_ATTEMPT }),
  'call_attempt:updated': event<CallAttemptChange>({ namespace: 'calls', module: 'calls', about: 'It went on: dialled, reported, found in the log.', payload: CALL_ATTEMPT }),
  'call_attempt:removed': event<NoPayload>({ namespace: 'calls', module: 'calls', about: 'It was deleted.', payload: {} }),
  'notification:created': event<NotificationChange>({
    namespace: 'notifications',
    module: 'that of the notice',
    about: 'A notice for people was written; one with a receiver goes to him alone.',
    payload: { module: 'text', type: 'text', title: 'text', body: 'text', entity_type: 'text or null', entity_id: 'text or null', created_at: 'time' },
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
