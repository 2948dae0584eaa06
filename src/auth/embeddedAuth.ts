import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { ConfigService } from '../common/config/config.service.js';
import { PostgresService } from '../supabase/postgres.service.js';
import type { SessionUserDto } from './dto/auth.dto.js';

/** A hash that no password has: comparing with it costs the same, so an unknown address takes as long as a wrong password. */
const NOBODY = '$2a$08$CwTycUXWue0Thq9StjUM0uJ8t7DqgZ6R6x0j2r0S9V0v6d8mZ0E9K';

/** The part of Supabase Auth that the embedded mode has: users with passwords, and tokens as a hosted project signs them. */
@Injectable()
export class EmbeddedAuth {
  constructor(
    private readonly postgres: PostgresService,
    private readonly config: ConfigService,
  ) {}

  /** The user with this address and password, or null. */
  async check(email: string, password: string): Promise<SessionUserDto | null> {
    const [user] = await this.postgres.query<SessionUserDto & { matches: boolean }>(
      `select u.id, u.email, extensions.crypt($2, coalesce(u.encrypted_password, $3)) = u.encrypted_password as matches
       from (select $1::text as email) typed
       left join auth.users u on lower(u.email) = lower(typed.email) and (u.banned_until is null or u.banned_until < now())`,
      [email, password, NOBODY],
    );
    return user?.matches ? { id: user.id, email: user.email } : null;
  }

  /** Makes the user, or sets its password when the address is taken, and gives it the role. */
  async ensureUser(email: string, password: string, role_name: string): Promise<SessionUserDto> {
    const [user] = await this.postgres.query<SessionUserDto>(
      `with known as (
         update auth.users set encrypted_password = extensions.crypt($2, extensions.gen_salt('bf', 8)), updated_at = now()
         where lower(email) = lower($1) returning id, email
       ), made as (
         insert into auth.users (id, email, encrypted_password, email_confirmed_at, role, aud, created_at, updated_at)
         select gen_random_uuid(), $1, extensions.crypt($2, extensions.gen_salt('bf', 8)), now(), 'authenticated', 'authenticated', now(),
           now()
         where not exists (select 1 from known) returning id, email
       )
       select * from known union all select * from made`,
      [email, password],
    );
    await this.postgres.query(
      'insert into public.user_roles (user_id, role_id) select $1, id from public.roles where name = $2 on conflict do nothing',
      [user!.id, role_name],
    );
    return user!;
  }

  /** A token as Supabase Auth signs it, valid for `seconds`. */
  sign(user: SessionUserDto, seconds: number): Promise<string> {
    return new SignJWT({ email: user.email, role: 'authenticated' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user.id)
      .setAudience('authenticated')
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(new TextEncoder().encode(this.config.database.jwt_secret));
  }
}
