import { EmailAddress, Text } from '../../common/validation/text.decorators.js';
import { OneOf } from '../../common/validation/value.decorators.js';

export class LoginDto {
  /** @example "admin@example.com" */
  @EmailAddress() email: string;

  /** @example "correct horse battery staple" */
  @Text({ min: 1, max: 200 }) password: string;
}

export class RefreshDto {
  /** Of the last sign-in or refresh; each works once. */
  @Text({ min: 1, max: 4096 }) refresh_token: string;
}

export class SessionDto {
  /** Send it as `Authorization: Bearer …`. */
  access_token: string;
  /** @example "bearer" */
  @OneOf(['bearer']) token_type: string;
  /**
   * Seconds until the token expires.
   * @example 43200
   */
  expires_in: number;
  /** For `POST /auth/refresh`, once. */
  refresh_token: string;
  user: SessionUserDto;
}

export class SessionUserDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "admin@example.com" */
  email: string;
}

export class CurrentUserDto extends SessionUserDto {
  /** For an API key, `id` is the id of the key and `email` is empty. */
  @OneOf(['user', 'api_key']) kind: 'user' | 'api_key';
  /** @example ["supervisor"] */
  roles: string[];
  /** Whether everything is allowed. */
  full_access: boolean;
  /**
   * The allowed actions of each module.
   * @example { "calls": ["view", "create"] }
   */
  modules: Record<string, string[]>;
  /**
   * Actions that are allowed within scopes alone: of each module, each action, where.
   * @example { "chats": { "view": ["team:billing"] } }
   */
  scoped: Record<string, Record<string, string[]>>;
}
