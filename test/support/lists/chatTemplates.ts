import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/chat-templates',
  sort: ['created_at', 'updated_at', 'title', 'usage_count'],
  filters: {
    'language=hi': ({ language }) => language === 'hi',
    'category=delivery': ({ category }) => category === 'delivery',
    'active=false': ({ active }) => active === false,
    'channel=email': ({ channel }) => channel !== 'chat',
    'team=sales': ({ team }) => team === 'sales' || team === '',
  },
  search: { needle: ({ body }) => String(body).includes('needle'), 'list-5': ({ shortcut }) => shortcut === 'list-5' },
};
