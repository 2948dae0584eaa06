import type { UserPermissions } from '../common/auth/permissions.port.js';

/** Who asks, and what he may do. */
export interface Caller {
  id: string;
  permissions: UserPermissions;
}
