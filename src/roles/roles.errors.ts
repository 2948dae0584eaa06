import { defineError } from '../common/errors/appError.js';

export const roleNotFound = defineError('role_not_found', 404, 'No such role.');

export const roleIsFixed = defineError('role_is_fixed', 409, 'This role is built in, and this part of it cannot be changed.');

// Raised in SQL alone.
defineError('role_exceeds_yours', 403, 'You cannot give, take or change rights that you do not have yourself.');
defineError('unknown_scope', 422, 'There is no such team or department.');
defineError('role_is_assigned', 409, 'Users still have this role; remove it from them first.');
defineError('user_role_not_found', 404, 'No such assignment of a role.');
defineError('module_not_found', 422, 'There is no module with this key.');
defineError('last_admin', 409, 'At least one user must remain an admin.');
