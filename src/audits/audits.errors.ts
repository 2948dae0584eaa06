import { defineError } from '../common/errors/appError.js';

export const auditNotFound = defineError('audit_not_found', 404, 'There is no such audit, or you may not see it.');
export const auditScorecardNotFound = defineError('audit_scorecard_not_found', 404, 'There is no such scorecard, or it is not in use.');
export const auditSampleNotFound = defineError('audit_sample_not_found', 404, 'There is no such sample.');
export const coachingTaskNotFound = defineError('coaching_task_not_found', 404, 'There is no such coaching task, or you may not see it.');
export const answersIncomplete = defineError(
  'answers_incomplete',
  422,
  'Each question of the scorecard needs one answer that it allows; details list what is wrong.',
);
export const outcomeMissing = defineError(
  'audit_outcome_missing',
  422,
  'A dispute is decided with an outcome; overturned comes with answers.',
);
export const auditorUnfit = defineError('auditor_unfit', 422, 'Auditors are users who may edit audits; details say who is not.');
export const scorecardNotForThis = defineError('scorecard_not_for_this', 422, 'The scorecard is not for this kind of thing.');
export const auditAgentUnknown = defineError('audit_agent_unknown', 422, 'No agent worked on it; say whose work is audited.');
export const alreadyAudited = defineError('already_audited', 409, 'It has an audit already; details name it.');
export const ownWork = defineError('own_work', 422, 'Work is not audited by the person who did it.');
export const auditIsScored = defineError('audit_is_scored', 409, 'The audit is not open any more; reopen a scored one to change it.');
export const reviewerNotIndependent = defineError(
  'audit_reviewer_not_independent',
  422,
  'A dispute is decided by a person who neither did the work nor scored it.',
);
