import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { ConfigService } from '../common/config/config.service.js';
import { defineError } from '../common/errors/appError.js';
import { network } from '../common/net/network.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { AUTH } from './auth.settings.js';

export const tooManyAttempts = defineError('too_many_attempts', 429, 'Too many failed sign-ins; try again later.');

/** Who guesses: an e-mail address under attack, or a client that attacks many. */
interface Subject {
  hash: string;
  max: number;
}

/**
 * A brake on guessing passwords, shared by all nodes. Nothing depends on whether the address exists, and a blocked one
 * is refused with the right password too: otherwise guessing would go on behind the brake.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly postgres: PostgresService,
    private readonly config: ConfigService,
  ) {}

  /** Signs in unless too many failed. Raises too_many_attempts. Failures other than a wrong password are not held against anyone. */
  async guard<T>(email: string, client_ip: string, signIn: () => Promise<T>, isWrongPassword: (error: unknown) => boolean): Promise<T> {
    const { LOGIN_MAX_FAILURES, LOGIN_MAX_FAILURES_PER_IP } = this.config.of(AUTH);
    const client: Subject = { hash: this.hash(`ip:${network(client_ip)}`), max: LOGIN_MAX_FAILURES_PER_IP };
    const address: Subject = { hash: this.hash(`email:${email.trim().toLowerCase()}`), max: LOGIN_MAX_FAILURES };
    await this.count(client);
    await this.count(address).catch(async (error: unknown) => {
      await this.takeBack(client);
      throw error;
    });
    try {
      const session = await signIn();
      await Promise.all([this.takeBack(client), this.forget(address)]);
      return session;
    } catch (error) {
      if (!isWrongPassword(error)) await Promise.all([this.takeBack(client), this.takeBack(address)]);
      throw error;
    }
  }

  /** Forgets subjects that have been quiet for long. */
  async dropOld(): Promise<void> {
    await this.postgres.query('delete from public.login_attempts where forget_at < now()');
  }

  private async count({ hash, max }: Subject): Promise<void> {
    const [row] = await this.postgres.query<{ wait: number }>('select public.count_login_attempt($1, $2, $3) as wait', [
      hash,
      max,
      this.config.of(AUTH).LOGIN_WINDOW_MINUTES,
    ]);
    if (row!.wait > 0) throw tooManyAttempts(undefined, { headers: { 'retry-after': String(row!.wait) } });
  }

  private async takeBack({ hash, max }: Subject): Promise<void> {
    await this.postgres.query('select public.take_back_login_attempt($1, $2)', [hash, max]);
  }

  private async forget({ hash }: Subject): Promise<void> {
    await this.postgres.query('delete from public.login_attempts where subject = $1', [hash]);
  }

  /** Keyed, because a plain hash of an e-mail address is found by trying addresses. */
  private hash(text: string): string {
    return createHmac('sha256', this.config.link_secret).update(`login:${text}`).digest('base64url');
  }
}
