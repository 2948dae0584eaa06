import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/surveys',
  sort: ['created_at', 'updated_at', 'name'],
  filters: {
    'kind=nps': ({ kind }) => kind === 'nps',
    'kind=nps,text': ({ kind }) => kind === 'nps' || kind === 'text',
    'is_active=false': ({ is_active }) => is_active === false,
  },
  search: { needle: ({ name }) => String(name).includes('needle') },
};
