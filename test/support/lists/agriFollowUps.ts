import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/agri-consultancy/follow-ups',
  sort: ['follow_up_pending_on'],
  filters: {
    'team=due': ({ team }) => team === 'due',
    'due_by=2026-01-08': ({ follow_up_pending_on }) => String(follow_up_pending_on) <= '2026-01-08',
  },
};
