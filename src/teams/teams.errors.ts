import { defineError } from '../common/errors/appError.js';

export const teamNotFound = defineError('team_not_found', 404, 'There is no such team.');
export const teamInUse = defineError(
  'team_in_use',
  409,
  'Things of this team wait or are being worked on: move them to another team first, or make this one inactive.',
);
export const teamMemberNotFound = defineError('team_member_not_found', 404, 'This agent is not in the team.');
