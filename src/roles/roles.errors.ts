import { defineError } from '../common/errors/appError.js';

export const roleNotFound = defineError('role_not_found', 404, 'No such role.');
export const roleIsFixed = defineError('role_is_fixed', 409, 'This role has full access, which cannot be changed.');

// Raised in SQL alone.
defineError('module_not_found', 422, 'There is no module with this key.');
defineError('last_admin', 409, 'At least one user must remain an admin.');
