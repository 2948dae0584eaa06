/** The socket namespaces, without their slash. */
export const FEED_NAMESPACES = ['emails', 'chats', 'calls', 'notifications', 'tickets', 'agents'] as const;
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
  /** Told to reactions alone: of an update, the payload as it was before. */
  before?: Record<string, unknown> | null;
  /** Told to reactions alone: the run of a rule that did it, `<run>:<depth>`. */
  cause?: string | null;
}

/** The thing that an event is about: its events are handled in order. */
export function entityOf({ namespace, event, entity_id }: Pick<ChangeEvent, 'namespace' | 'event' | 'entity_id'>): string {
  return `${namespace}/${event.slice(0, event.indexOf(':'))}/${entity_id}`;
}
