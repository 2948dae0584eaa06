import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { PermissionsPort } from '../common/auth/permissions.port.js';
import { ConfigService } from '../common/config/config.service.js';
import { AppError, defineError } from '../common/errors/appError.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import type { CurrentUserDto, LoginDto, SessionDto } from './dto/auth.dto.js';
import { EmbeddedAuth } from './embeddedAuth.js';
import { LoginThrottle, tooManyAttempts } from './loginThrottle.js';

export const wrongCredentials = defineError('wrong_credentials', 401, 'The e-mail address or password is wrong.');
export const authUnavailable = defineError('auth_unavailable', 503, 'The sign-in service is not responding; try again shortly.');

/** How long a sign-in of the embedded mode lasts, seconds. */
const SESSION_SECONDS = 12 * 3600;

@Injectable()
export class AuthService {
  constructor(
    private readonly config: ConfigService,
    private readonly embedded: EmbeddedAuth,
    private readonly supabase: SupabaseService,
    private readonly permissions: PermissionsPort,
    private readonly throttle: LoginThrottle,
  ) {}

  /** Raises wrong_credentials, too_many_attempts, auth_unavailable. */
  login(body: LoginDto, client_ip: string): Promise<SessionDto> {
    const signIn = () => (this.config.database.mode === 'embedded' ? this.loginEmbedded(body) : this.loginHosted(body));
    return this.throttle.guard(body.email, client_ip, signIn, (error) => error instanceof AppError && error.code === wrongCredentials.code);
  }

  async me(user: CurrentUserData): Promise<CurrentUserDto> {
    return { id: user.id, email: user.email, kind: user.kind, ...(user.permissions ?? (await this.permissions.of(user.id))) };
  }

  private async loginEmbedded(body: LoginDto): Promise<SessionDto> {
    const user = await this.embedded.check(body.email, body.password);
    if (!user) throw wrongCredentials();
    return { access_token: await this.embedded.sign(user, SESSION_SECONDS), token_type: 'bearer', expires_in: SESSION_SECONDS, user };
  }

  private async loginHosted(body: LoginDto): Promise<SessionDto> {
    const { data, error } = await this.supabase.signIn(body.email, body.password);
    // Supabase counts too, and to it all our users come from one address.
    if (error?.status === 429) throw tooManyAttempts(undefined, { headers: { 'retry-after': '60' }, cause: error });
    if (error && (error.status === undefined || error.status >= 500)) throw authUnavailable(undefined, { cause: error });
    if (error || !data.session) throw wrongCredentials();
    const { access_token, token_type, expires_in, user } = data.session;
    return { access_token, token_type, expires_in, user: { id: user.id, email: user.email ?? '' } };
  }
}
