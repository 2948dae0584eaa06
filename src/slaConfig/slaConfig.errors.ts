import { defineError } from '../common/errors/appError.js';

export const slaPolicyNotFound = defineError('sla_policy_not_found', 404, 'There is no such policy.');
export const slaWithoutTarget = defineError(
  'sla_without_target',
  422,
  'A policy promises at least one of first response, next response and resolution.',
);
export const slaNeverApplies = defineError(
  'sla_never_applies',
  422,
  'The conditions contradict themselves: nothing could ever match them.',
);
export const slaUnreachable = defineError(
  'sla_unreachable',
  422,
  'The calendar does not have as many open minutes as the target needs, so the promise could never be due.',
);
export const slaDefaultPolicy = defineError(
  'sla_default_policy',
  409,
  'The default policy holds for all that no other takes: it has no conditions, is always active and cannot be deleted.',
);
export const slaTierPolicy = defineError(
  'sla_tier_policy',
  409,
  'The policy belongs to a customer tier: its conditions cannot be changed, and it cannot be deleted.',
);
export const slaNoClocks = defineError('sla_no_clocks', 422, 'Nothing is promised for things of this kind.');
