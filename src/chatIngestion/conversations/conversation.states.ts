import { lifecycle } from '../../common/status/lifecycle.js';

/** How far a conversation is. A customer who writes opens it again, whatever it was. */
export const CONVERSATION = lifecycle('conversation', {
  open: { await: 'pending', snooze: 'snoozed', resolve: 'resolved' },
  pending: { open: 'open', snooze: 'snoozed', resolve: 'resolved' },
  snoozed: { open: 'open', await: 'pending', resolve: 'resolved' },
  resolved: { reopen: 'open' },
});
