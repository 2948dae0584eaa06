import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/query-assignments',
  sort: ['assigned_at', 'updated_at'],
  filters: {
    'status=open': ({ status }) => status === 'open',
    'status=done,cancelled': ({ status }) => status === 'cancelled',
    'team=list-2': ({ team }) => team === 'list-2',
    'is_live=true': ({ ended_at }) => ended_at === null,
  },
};
