import { integer } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const AUTH = settings('auth', {
  LOGIN_MAX_FAILURES: variable(integer(1, 1000), 'Failed sign-ins for one e-mail address before it has to wait.', '10'),
  LOGIN_MAX_FAILURES_PER_IP: variable(integer(1, 100_000), 'Failed sign-ins from one client address before it has to wait.', '100'),
  LOGIN_WINDOW_MINUTES: variable(integer(1, 1440), 'How long failed sign-ins are remembered, and the longest wait.', '15'),
});
