import { defineError } from '../common/errors/appError.js';

export const teamNotFound = defineError('team_not_found', 404, 'There is no such team.');
export const teamMemberNotFound = defineError('team_member_not_found', 404, 'This agent is not in the team.');
