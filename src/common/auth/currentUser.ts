import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { UserPermissions } from './permissions.port.js';

/** Who is calling: a person, or a program with an API key. */
export interface CurrentUserData {
  kind: 'user' | 'api_key';
  /** Of the user, or of the key. */
  id: string;
  /** Empty for a key. */
  email: string;
  /** The bearer token; empty for a key. */
  token: string;
  /** Of the token; absent for a key, and for a token that belongs to no session. */
  session_id?: string;
  /** The key's id again; absent for a person. */
  api_key_id?: string;
  permissions?: UserPermissions;
}

/** The caller, on routes that are not public. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): CurrentUserData => context.switchToHttp().getRequest<{ user: CurrentUserData }>().user,
);
