import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/workflows',
  sort: ['created_at', 'updated_at', 'name'],
  filters: {
    'is_active=true': ({ is_active }) => is_active === true,
    'trigger_type=time': ({ trigger_type }) => trigger_type === 'time',
    'trigger_type=time,event': ({ trigger_type }) => trigger_type !== 'schedule',
    'entity_type=refund': ({ entity_type }) => entity_type === 'refund',
  },
  search: { needle: ({ name }) => String(name).includes('needle') },
};
