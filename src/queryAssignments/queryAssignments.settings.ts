import { duration } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const QUERY_ASSIGNMENTS = settings('queryAssignments', {
  ASSIGNMENT_LEASE: variable(duration, 'How long an agent who takes something has it before he accepts it.', '15m'),
});
