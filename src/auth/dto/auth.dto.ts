import { IsEmail, IsString, MaxLength, MinLength } from 'class-validator';

export class LoginDto {
  /** @example "admin@example.com" */
  @IsEmail() @MaxLength(320) email: string;

  /** @example "correct horse battery staple" */
  @IsString() @MinLength(1) @MaxLength(200) password: string;
}

export class RefreshDto {
  /** Of the last sign-in or refresh; each works once. */
  @IsString() @MinLength(1) @MaxLength(4096) refresh_token: string;
}

export class SessionDto {
  /** Send it as `Authorization: Bearer …`. */
  access_token: string;
  /** @example "bearer" */
  token_type: string;
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
  /** With an API key, `id` is the key's and `email` is empty. */
  kind: 'user' | 'api_key';
  /** @example ["supervisor"] */
  roles: string[];
  /** Everything is allowed. */
  full_access: boolean;
  /**
   * What is allowed, module by module.
   * @example { "calls": ["view", "create"] }
   */
  modules: Record<string, string[]>;
}
