import { lifecycle } from '../common/status/lifecycle.js';

/** From the comment to the customer. */
export const YOUTUBE_LEAD = lifecycle('youtube_lead', {
  new: { reply: 'replied', qualify: 'qualified', convert: 'converted', dismiss: 'dismissed' },
  replied: { qualify: 'qualified', convert: 'converted', dismiss: 'dismissed' },
  qualified: { convert: 'converted', dismiss: 'dismissed' },
  converted: {},
  dismissed: { reopen: 'new' },
});

export const YOUTUBE_SOURCE_STATES = ['live', 'edited', 'removed'] as const;
