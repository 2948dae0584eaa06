import { type Field, type Fields, integer, oneOf, text, type ValuesOf } from './entityEvents.js';
import type { Viewer } from './viewers.repository.js';

const control = <F extends Fields>(about: string, payload: F) => ({ about, payload });

/** What the server sends in every namespace besides the events of the feed. */
export const CONTROL_EVENTS = {
  ready: control('All up to `seq` was sent; what follows is live. `scope` stands for what may be seen: send it back with `after`.', {
    seq: integer,
    scope: text,
  }),
  resync: control('Load the state again: events are missing, or other ones may be seen now. What follows is live, from `seq` on.', {
    reason: oneOf('retention', 'unknown_seq', 'permissions'),
    seq: integer,
    oldest_seq: integer,
    scope: text,
  }),
  viewers: control('Who looks at something that this connection looks at too (`view`), whenever that changes; oneself included.', {
    type: text,
    id: text,
    viewers: {
      word: 'list of who looks',
      type: '{ user_id: string; name: string; is_typing: boolean; since: string }[]',
    } as Field<Viewer[]>,
  }),
  'session:expired': control('The token is not valid any more; the socket is closed right after.', { code: oneOf('unauthenticated') }),
} as const;

export type ControlMessage<E extends keyof typeof CONTROL_EVENTS> = ValuesOf<(typeof CONTROL_EVENTS)[E]['payload']>;
