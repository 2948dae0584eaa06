import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/audits/scorecards',
  sort: ['created_at', 'name'],
  filters: { 'is_active=false': ({ is_active }) => is_active === false },
  search: { needle: ({ description }) => String(description).includes('needle') },
};
