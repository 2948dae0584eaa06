import type { ListDeclaration } from '../lists.js';
import { IVR_ROWS } from './ivrCalls.js';

/** The entries of missed callers: of each ten calls one. */
export const list: ListDeclaration = {
  path: '/ivr-calls/missed',
  sort: ['started_at'],
  filters: { 'department=sales': ({ department }) => department === 'sales' },
  search: { needle: ({ agent_name }) => String(agent_name).includes('needle') },
  scale: {
    table: 'ivr_calls',
    rows: IVR_ROWS,
    kept: ['department', 'department_id', 'provider_id', 'assignee_id'],
    few: [
      'department=rare',
      'department_id={departments 1}',
      'provider_id={ivr_providers 1}',
      'assignee_id={agents 1}',
      'from=2026-06-30T22:45:00Z',
      'search=quicksilver',
    ],
    many: [
      'department=sales',
      'department_id={departments 2}',
      'provider_id={ivr_providers 2}',
      'assignee_id={agents 3}',
      'from=2020-01-01T00:00:00Z',
      'to=2026-06-30T00:00:00Z',
      'search=sprayer',
    ],
  },
};
