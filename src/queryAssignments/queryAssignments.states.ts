import { lifecycle } from '../common/status/lifecycle.js';

const ENDS = { return: 'returned', release: 'released', transfer: 'transferred', unassign: 'cancelled' } as const;

/**
 * From the moment an agent has something to when he has it no longer. `return` says that it was not for him: he is not asked again at once;
 * `release` says nothing of that kind. `done` follows from the thing itself.
 */
export const ASSIGNMENT = lifecycle('assignment', {
  open: { accept: 'accepted', ...ENDS },
  claimed: { accept: 'accepted', ...ENDS },
  accepted: ENDS,
  done: {},
  returned: {},
  released: {},
  transferred: {},
  cancelled: {},
});

export const SOURCES = ['person', 'router', 'claim', 'item', 'rule'] as const;
