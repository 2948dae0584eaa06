import { integer } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const DECISIONS = settings('decisions', {
  DECISION_RETENTION_DAYS: variable(integer(1, 3650), 'How long it is kept why something was decided by itself.', '180'),
});
