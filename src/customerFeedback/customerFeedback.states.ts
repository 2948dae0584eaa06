import { lifecycle } from '../common/status/lifecycle.js';

export const CUSTOMER_FEEDBACK = lifecycle('customer_feedback', {
  new: { review: 'in_review', answer: 'answered', close: 'closed' },
  in_review: { answer: 'answered', close: 'closed' },
  answered: { close: 'closed', reopen: 'in_review' },
  closed: { reopen: 'in_review' },
});

export const CUSTOMER_FEEDBACK_KINDS = ['complaint', 'praise', 'suggestion', 'question'] as const;
export const CUSTOMER_FEEDBACK_CHANNELS = ['email', 'chat', 'call', 'web', 'in_person', 'other'] as const;
