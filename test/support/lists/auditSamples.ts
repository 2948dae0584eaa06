import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/audits/samples',
  sort: ['created_at'],
  filters: {
    'seed=one': ({ seed }) => seed === 'one',
    'team=billing': ({ team }) => team === 'billing',
  },
};
