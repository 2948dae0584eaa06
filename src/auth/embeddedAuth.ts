import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { createHash, randomBytes } from 'node:crypto';
import { ConfigService } from '../common/config/config.service.js';
import { defineError } from '../common/errors/appError.js';
import { PostgresService } from '../supabase/postgres.service.js';
import type { SessionUserDto } from './dto/auth.dto.js';

export const passwordTooLong = defineError('password_too_long', 422, 'A password may have at most 72 bytes.');

/** bcrypt's, of passwords that are set here; others are hashed anew when their owners sign in. */
const PASSWORD_COST = 10;
/** bcrypt reads no further, bytes. */
const MAX_PASSWORD = 72;
/** How long a session may lie idle, days. */
const SESSION_DAYS = 30;
/** A refresh token that comes again so soon is from a second window of the same client, seconds. */
const REUSE_GRACE_SECONDS = 10;

/** What a client keeps to go on with its session. */
export interface EmbeddedSession {
  session_id: string;
  refresh_token: string;
}

type Exchange = { outcome: 'unknown' | 'reused' } | { outcome: 'exchanged'; session: EmbeddedSession; user: SessionUserDto };

/** The part of Supabase Auth that the embedded mode has: users with passwords, and tokens as a hosted project signs them. */
@Injectable()
export class EmbeddedAuth {
  constructor(
    private readonly postgres: PostgresService,
    private readonly config: ConfigService,
  ) {}

  /** The user with this address and password, or null. */
  async check(email: string, password: string): Promise<SessionUserDto | null> {
    const [user] = await this.postgres.query<SessionUserDto>('select id, email from auth.check_password($1, $2, $3)', [
      email,
      password,
      PASSWORD_COST,
    ]);
    return user ?? null;
  }

  /** Begins a session. Of its refresh token only the hash is kept. */
  async startSession(user_id: string): Promise<EmbeddedSession> {
    const refresh_token = newRefreshToken();
    const [session] = await this.postgres.query<{ id: string }>(
      `with session as (
         insert into auth.sessions (id, user_id, created_at, updated_at, not_after)
         values (gen_random_uuid(), $1, now(), now(), now() + $3 * interval '1 day') returning id
       )
       insert into auth.refresh_token_hashes (hash, session_id) select $2, id from session returning session_id as id`,
      [user_id, hashOf(refresh_token), SESSION_DAYS],
    );
    return { session_id: session!.id, refresh_token };
  }

  /** Exchanges a refresh token for the next one; each works once. */
  async exchange(refresh_token: string): Promise<Exchange> {
    const next = newRefreshToken();
    const [row] = await this.postgres.query<{ outcome: Exchange['outcome']; session_id: string; user_id: string; email: string }>(
      'select * from auth.use_refresh_token($1, $2, $3, $4)',
      [hashOf(refresh_token), hashOf(next), REUSE_GRACE_SECONDS, SESSION_DAYS],
    );
    const { outcome, session_id, user_id, email } = row!;
    if (outcome !== 'exchanged') return { outcome };
    return { outcome, session: { session_id, refresh_token: next }, user: { id: user_id, email } };
  }

  /** Ends a session of the caller, and notes it in the activity log. */
  async endSession(session_id: string, user_id: string): Promise<void> {
    await this.postgres.transaction(async (query) => {
      await query('delete from auth.sessions where id = $1 and user_id = $2', [session_id, user_id]);
      await query(`select public.log_activity('sign_out', 'sessions', $1)`, [session_id]);
    });
  }

  /** Forgets sessions that nobody went on with. */
  async dropOldSessions(): Promise<void> {
    await this.postgres.query('delete from auth.sessions where not_after < now()');
  }

  /** Makes the user, or sets its password when the address is taken, and gives it the role. Raises password_too_long. */
  async ensureUser(email: string, password: string, role_name: string): Promise<SessionUserDto> {
    if (Buffer.byteLength(password) > MAX_PASSWORD) throw passwordTooLong();
    const [user] = await this.postgres.query<SessionUserDto>(
      `with known as (
         update auth.users set encrypted_password = extensions.crypt($2, extensions.gen_salt('bf', $3)), updated_at = now()
         where lower(email) = lower($1) returning id, email
       ), made as (
         insert into auth.users (id, email, encrypted_password, email_confirmed_at, role, aud, created_at, updated_at)
         select gen_random_uuid(), $1, extensions.crypt($2, extensions.gen_salt('bf', $3)), now(), 'authenticated', 'authenticated', now(),
           now()
         where not exists (select 1 from known) returning id, email
       )
       select * from known union all select * from made`,
      [email, password, PASSWORD_COST],
    );
    await this.postgres.query(
      'insert into public.user_roles (user_id, role_id) select $1, id from public.roles where name = $2 on conflict do nothing',
      [user!.id, role_name],
    );
    return user!;
  }

  /** A token as Supabase Auth signs it, valid for `seconds`, and only as long as its session when it has one. */
  sign(user: SessionUserDto, seconds: number, session_id?: string): Promise<string> {
    return new SignJWT({ email: user.email, role: 'authenticated', ...(session_id && { session_id }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user.id)
      .setAudience('authenticated')
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(new TextEncoder().encode(this.config.database.jwt_secret));
  }
}

function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(refresh_token: string): string {
  return createHash('sha256').update(refresh_token).digest('hex');
}
