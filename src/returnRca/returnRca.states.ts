import { lifecycle } from '../common/status/lifecycle.js';

/** From the thing that came back to the reason. */
export const RETURN_RCA = lifecycle('return_rca', {
  open: { analyse: 'in_analysis', conclude: 'concluded', cancel: 'cancelled' },
  in_analysis: { conclude: 'concluded', cancel: 'cancelled' },
  concluded: { reopen: 'in_analysis' },
  cancelled: { reopen: 'open' },
});

export const CORRECTIVE_ACTION = lifecycle('corrective_action', {
  planned: { start: 'in_progress', finish: 'done', cancel: 'cancelled' },
  in_progress: { finish: 'done', cancel: 'cancelled' },
  done: { reopen: 'in_progress' },
  cancelled: { reopen: 'planned' },
});
