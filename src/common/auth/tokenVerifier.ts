import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { ConfigService } from '../config/config.service.js';
import { unauthenticated } from '../errors/commonErrors.js';

/** How many checked tokens are remembered; a signature costs more than a lookup. */
const REMEMBERED = 5_000;

export interface VerifiedToken {
  user_id: string;
  email: string;
  /** Absent in tokens that belong to no session. */
  session_id?: string;
  /** Seconds since 1970. */
  expires_at: number;
}

/** Checks Supabase access tokens: HS256 with the project's secret, or the keys it publishes. */
@Injectable()
export class TokenVerifier {
  private readonly secret?: Uint8Array;
  private readonly keys?: JWTVerifyGetKey;
  private readonly remembered = new Map<string, VerifiedToken>();

  constructor(config: ConfigService) {
    const { jwt_secret, jwks_url } = config.database;
    if (jwt_secret) this.secret = new TextEncoder().encode(jwt_secret);
    else if (jwks_url) this.keys = createRemoteJWKSet(new URL(jwks_url), { timeoutDuration: 5_000 });
  }

  /** Raises unauthenticated for anything but a valid, unexpired token of a user. */
  async verify(token: string): Promise<VerifiedToken> {
    const known = this.remembered.get(token);
    if (known && known.expires_at > Date.now() / 1000) return known;
    const payload = await this.check(token);
    if (payload.role !== 'authenticated' || typeof payload.sub !== 'string' || typeof payload.exp !== 'number') {
      throw unauthenticated(undefined, { message: 'The token does not belong to a user.' });
    }
    const verified: VerifiedToken = {
      user_id: payload.sub,
      email: typeof payload.email === 'string' ? payload.email : '',
      expires_at: payload.exp,
      ...(typeof payload.session_id === 'string' && { session_id: payload.session_id }),
    };
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(token, verified);
    return verified;
  }

  private async check(token: string): Promise<JWTPayload> {
    const options = { audience: 'authenticated', clockTolerance: 5 };
    try {
      if (this.secret) return (await jwtVerify(token, this.secret, { ...options, algorithms: ['HS256'] })).payload;
      return (await jwtVerify(token, this.keys!, { ...options, algorithms: ['ES256', 'RS256', 'EdDSA'] })).payload;
    } catch (error) {
      throw unauthenticated(undefined, { message: 'The token is not valid or has expired.', cause: error });
    }
  }
}
