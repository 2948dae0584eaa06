import type { ListDeclaration } from '../lists.js';

/** The entries of missed callers. */
export const list: ListDeclaration = {
  path: '/ivr-calls/missed',
  sort: ['started_at'],
  filters: { 'department=sales': ({ department }) => department === 'sales' },
  search: { needle: ({ agent_name }) => String(agent_name).includes('needle') },
};
