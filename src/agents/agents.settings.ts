import { duration, oneOf } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const AGENTS = settings('agents', {
  AGENTS_LONGEST_WORK: variable(duration, 'An agent who has been clocked in for so long has forgotten to clock out.', '14h'),
  AGENTS_FORGOTTEN_END: variable(
    oneOf('shift_end', 'longest_work'),
    "When the work of such an agent ends: at the last closing time of the agent's calendar before that, or then.",
    'shift_end',
  ),
});
