import type { ListDeclaration } from '../lists.js';
import { AGRI_ROWS } from './agriConsultations.js';

export const list: ListDeclaration = {
  path: '/agri-consultancy/follow-ups',
  sort: ['follow_up_pending_on'],
  filters: {
    'team=due': ({ team }) => team === 'due',
    'due_by=2026-01-08': ({ follow_up_pending_on }) => String(follow_up_pending_on) <= '2026-01-08',
  },
  scale: {
    table: 'agri_consultations',
    rows: AGRI_ROWS,
    few: ['due_by=2024-06-01', 'team=lab', 'assignee_id={agents 1}'],
    many: ['due_by=2026-12-31', 'team=agronomy', 'assignee_id={agents 2}'],
  },
};
