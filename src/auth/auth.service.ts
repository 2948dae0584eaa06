import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { SessionStates } from '../common/auth/sessionStates.js';
import { PermissionsPort } from '../common/auth/permissions.port.js';
import { ConfigService } from '../common/config/config.service.js';
import { AppError, defineError } from '../common/errors/appError.js';
import { Functions } from '../supabase/functions.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import type { CurrentUserDto, LoginDto, SessionDto, SessionUserDto } from './dto/auth.dto.js';
import { type EmbeddedSession, EmbeddedAuth } from './embeddedAuth.js';
import { LoginThrottle, tooManyAttempts } from './loginThrottle.js';

export const wrongCredentials = defineError('wrong_credentials', 401, 'The e-mail address or password is wrong.');
export const authUnavailable = defineError('auth_unavailable', 503, 'The sign-in service is not responding; try again shortly.');

export const refreshTokenInvalid = defineError(
  'refresh_token_invalid',
  401,
  'The refresh token is not valid or has expired; sign in again.',
);
export const refreshTokenReused = defineError(
  'refresh_token_reused',
  401,
  'The refresh token was used before; unless that was a moment ago, its session has ended: sign in again.',
);
export const noSession = defineError('no_session', 409, 'This token belongs to no session; it ends when it expires.');

/** How long a token of the embedded mode lasts, seconds. */
const TOKEN_SECONDS = 12 * 3600;

@Injectable()
export class AuthService {
  constructor(
    private readonly config: ConfigService,
    private readonly embedded: EmbeddedAuth,
    private readonly supabase: SupabaseService,
    private readonly permissions: PermissionsPort,
    private readonly throttle: LoginThrottle,
    private readonly functions: Functions,
    private readonly sessions: SessionStates,
  ) {}

  /** Raises wrong_credentials, too_many_attempts, auth_unavailable. */
  login(body: LoginDto, client_ip: string): Promise<SessionDto> {
    const signIn = () => (this.config.database.mode === 'embedded' ? this.loginEmbedded(body) : this.loginHosted(body));
    return this.throttle.guard(body.email, client_ip, signIn, (error) => error instanceof AppError && error.code === wrongCredentials.code);
  }

  /** Goes on with a session. Raises refresh_token_invalid, refresh_token_reused, auth_unavailable. */
  refresh(refresh_token: string): Promise<SessionDto> {
    return this.config.database.mode === 'embedded' ? this.refreshEmbedded(refresh_token) : this.refreshHosted(refresh_token);
  }

  /** Ends the session of the caller's token: from now on neither this token nor its refresh token is worth anything. Raises no_session. */
  async logout({ id, email, token, session_id }: CurrentUserData): Promise<SessionUserDto> {
    if (!session_id) throw noSession();
    if (this.config.database.mode === 'embedded') await this.embedded.endSession(session_id, id);
    else {
      const { error } = await this.supabase.signOut(token);
      // Whoever has signed out already is signed out.
      if (error && !(error.status && error.status < 500)) throw authUnavailable(undefined, { cause: error });
      await this.functions.call('log_activity', { p_action: 'sign_out', p_entity_type: 'sessions', p_entity_id: session_id });
    }
    this.sessions.forget();
    return { id, email };
  }

  async me(user: CurrentUserData): Promise<CurrentUserDto> {
    return { id: user.id, email: user.email, kind: user.kind, ...(user.permissions ?? (await this.permissions.of(user.id))) };
  }

  private async loginEmbedded(body: LoginDto): Promise<SessionDto> {
    const user = await this.embedded.check(body.email, body.password);
    if (!user) throw wrongCredentials();
    return this.embeddedSession(user, await this.embedded.startSession(user.id));
  }

  private async refreshEmbedded(refresh_token: string): Promise<SessionDto> {
    const exchange = await this.embedded.exchange(refresh_token);
    if (exchange.outcome === 'reused') throw refreshTokenReused();
    if (exchange.outcome !== 'exchanged') throw refreshTokenInvalid();
    return this.embeddedSession(exchange.user, exchange.session);
  }

  private async embeddedSession(user: SessionUserDto, { session_id, refresh_token }: EmbeddedSession): Promise<SessionDto> {
    const access_token = await this.embedded.sign(user, TOKEN_SECONDS, session_id);
    return { access_token, token_type: 'bearer', expires_in: TOKEN_SECONDS, refresh_token, user };
  }

  private async refreshHosted(refresh_token: string): Promise<SessionDto> {
    const { data, error } = await this.supabase.refresh(refresh_token);
    if (error?.status === 429) throw tooManyAttempts(undefined, { headers: { 'retry-after': '60' }, cause: error });
    if (error && (error.status === undefined || error.status >= 500)) throw authUnavailable(undefined, { cause: error });
    if (error?.code === 'refresh_token_already_used') throw refreshTokenReused();
    if (error || !data.session) throw refreshTokenInvalid();
    return hostedSession(data.session);
  }

  private async loginHosted(body: LoginDto): Promise<SessionDto> {
    const { data, error } = await this.supabase.signIn(body.email, body.password);
    // Supabase counts too, and to it all our users come from one address.
    if (error?.status === 429) throw tooManyAttempts(undefined, { headers: { 'retry-after': '60' }, cause: error });
    if (error && (error.status === undefined || error.status >= 500)) throw authUnavailable(undefined, { cause: error });
    if (error || !data.session) throw wrongCredentials();
    return hostedSession(data.session);
  }
}

/** What Supabase Auth gives. */
interface HostedSession extends Omit<SessionDto, 'user'> {
  user: { id: string; email?: string };
}

function hostedSession({ access_token, token_type, expires_in, refresh_token, user }: HostedSession): SessionDto {
  return { access_token, token_type, expires_in, refresh_token, user: { id: user.id, email: user.email ?? '' } };
}
