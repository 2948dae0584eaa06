import { lifecycle } from '../../common/status/lifecycle.js';

/**
 * What people do with a call; all else follows from the provider's events. `reopen` leads back to what those say, which `judge_ivr_call`
 * fills in, whichever it is.
 */
export const IVR_CALL = lifecycle('ivr_call', {
  live: { complete: 'completed' },
  hangup: { complete: 'completed' },
  missed: { complete: 'completed' },
  answered: { complete: 'completed' },
  completed: { reopen: 'answered' },
});
