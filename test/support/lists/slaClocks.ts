import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/sla/clocks',
  sort: ['started_at'],
  filters: {
    'state=running': ({ state }) => state === 'running',
    'state=breached,missed': ({ state }) => state === 'breached' || state === 'missed',
    'metric=resolution': ({ metric }) => metric === 'resolution',
    'team=list-2': ({ team }) => team === 'list-2',
    'channel=email': ({ channel }) => channel === 'email',
    'tier=vip': ({ tier }) => tier === 'vip',
    'entity_type=conversation': ({ entity_type }) => entity_type === 'conversation',
  },
};
