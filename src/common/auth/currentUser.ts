import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { UserPermissions } from './permissions.port.js';

/** Who is calling. */
export interface CurrentUserData {
  id: string;
  email: string;
  token: string;
  permissions?: UserPermissions;
}

/** The caller, on routes that are not public. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): CurrentUserData => context.switchToHttp().getRequest<{ user: CurrentUserData }>().user,
);
