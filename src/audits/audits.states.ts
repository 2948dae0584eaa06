import { lifecycle } from '../common/status/lifecycle.js';

/** From work that somebody picked to a score that stands. */
export const AUDIT = lifecycle('audit', {
  pending: { start: 'in_progress', score: 'scored', cancel: 'cancelled' },
  in_progress: { score: 'scored', cancel: 'cancelled' },
  scored: { acknowledge: 'acknowledged', dispute: 'disputed', reopen: 'in_progress' },
  acknowledged: {},
  disputed: { resolve: 'resolved', withdraw: 'acknowledged' },
  resolved: {},
  cancelled: {},
});

/** What the agent does about an audit of the own work; the rest is for those who may edit audits. */
export const OF_THE_AGENT: readonly string[] = ['acknowledge', 'dispute', 'withdraw'];

/** In these the agent sees it. */
export const TOLD_STATES = ['scored', 'acknowledged', 'disputed', 'resolved'] as const;

/** Which score stands after a dispute: the auditor's, or the reviewer's. */
export const OUTCOMES = ['upheld', 'overturned'] as const;

/** What is audited, and the module that one has to see for it. */
export const AUDITED = { email_thread: 'emails', conversation: 'chats', ivr_call: 'ivr', call: 'calls', ticket: 'tickets' } as const;
export type AuditedKind = keyof typeof AUDITED;
export const AUDITED_KINDS = Object.keys(AUDITED) as AuditedKind[];

export const COACHING_TASK = lifecycle('coaching_task', {
  open: { start: 'in_progress', finish: 'done', cancel: 'cancelled' },
  in_progress: { finish: 'done', cancel: 'cancelled' },
  done: { reopen: 'in_progress' },
  cancelled: { reopen: 'open' },
});
