import type { ListDeclaration } from '../lists.js';
import { IVR_ROWS } from './ivrCalls.js';

/** The entries of missed callers: a tenth of the calls. */
export const list: ListDeclaration = {
  path: '/ivr-calls/missed',
  sort: ['started_at'],
  filters: { 'department=sales': ({ department }) => department === 'sales' },
  search: { needle: ({ agent_name }) => String(agent_name).includes('needle') },
  scale: {
    table: 'ivr_calls',
    kept: ['department', 'provider_id', 'assignee_id'],
    rows: IVR_ROWS,
    few: ['from=2026-06-30T23:40:00Z', 'department=rare'],
    many: ['department=sales', 'provider_id={ivr_providers 2}', 'assignee_id={agents 2}', 'to=2026-06-30T00:00:00Z', 'search=sprayer'],
  },
};
