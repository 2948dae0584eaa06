import { lifecycle } from '../common/status/lifecycle.js';

export const AGENT_FEEDBACK = lifecycle('agent_feedback', {
  new: { acknowledge: 'acknowledged', answer: 'answered', close: 'closed' },
  acknowledged: { answer: 'answered', close: 'closed' },
  answered: { close: 'closed', reopen: 'acknowledged' },
  closed: { reopen: 'acknowledged' },
});

export const AGENT_FEEDBACK_KINDS = ['praise', 'concern', 'suggestion'] as const;
export const AGENT_FEEDBACK_VISIBILITIES = ['managers', 'agent', 'team'] as const;
