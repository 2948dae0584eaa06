import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/provider-templates',
  sort: ['name', 'updated_at'],
  filters: {
    'language=hi': ({ language }) => language === 'hi',
    'category=marketing': ({ category }) => category === 'marketing',
    'status=approved': ({ status }) => status === 'approved',
  },
  search: { needle: ({ body }) => String(body).includes('needle'), list_5: ({ name }) => name === 'list_5' },
};
