import { lifecycle } from '../common/status/lifecycle.js';

/**
 * From the matter to its end. `pending` waits for the customer, `on_hold` for anybody else, `snoozed` for a time. What the customer writes
 * opens all but `on_hold`; each opening is a cycle of its own.
 */
export const TICKET = lifecycle('ticket', {
  open: { wait: 'pending', hold: 'on_hold', snooze: 'snoozed', resolve: 'resolved', close: 'closed' },
  pending: { resume: 'open', hold: 'on_hold', snooze: 'snoozed', resolve: 'resolved', close: 'closed' },
  on_hold: { resume: 'open', wait: 'pending', snooze: 'snoozed', resolve: 'resolved', close: 'closed' },
  snoozed: { resume: 'open', wait: 'pending', hold: 'on_hold', resolve: 'resolved', close: 'closed' },
  resolved: { reopen: 'open', close: 'closed' },
  closed: { reopen: 'open' },
});

export const TICKET_CHANNELS = ['email', 'chat', 'call', 'manual'] as const;
export const LINK_KINDS = ['source', 'related', 'parent', 'duplicate', 'blocks', 'split_from'] as const;
/** What a ticket is made from, and linked to. */
export const LINKABLE = ['email_thread', 'email', 'conversation', 'message', 'call', 'ivr_call', 'refund', 'ticket'] as const;

export const VISIBILITIES = ['public', 'internal'] as const;
export const COMMENT_SOURCES = ['customer', 'agent', 'automatic'] as const;
