import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import type { Database } from './database.types.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { createKeepAliveFetch, type KeepAliveFetch, type UnknownToRest } from './keepAliveFetch.js';

/** Realtime is not used from here, but the client wants a WebSocket class, which Node 20 lacks: this one is never opened. */
class NoWebSocket {}

const OPTIONS = {
  auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  realtime: { transport: NoWebSocket as never },
} as const;

/** For so long something that PostgREST did not know counts as trouble, milliseconds. */
const UNKNOWN_MS = 300_000;

/** The way to the database over PostgREST. For repositories and `Tables` only. */
@Injectable()
export class SupabaseService implements OnApplicationShutdown {
  private readonly http: KeepAliveFetch;
  private readonly base: string;
  /** Sees and changes everything: what the API allowed is decided before. */
  readonly admin: SupabaseClient<Database>;

  private unknown?: { message: string; at: number };

  constructor(
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    const { mode, rest_url, service_role_key } = config.database;
    this.base = rest_url;
    this.http = createKeepAliveFetch({ stripPrefix: mode === 'embedded', onUnknown: (fault) => this.noteUnknown(fault) });
    this.admin = createClient<Database>(this.base, service_role_key, { ...OPTIONS, global: { fetch: this.http.fetch } });
  }

  /** A client that sees what this user may see: row level security applies. */
  as(userJwt: string): SupabaseClient<Database> {
    return createClient<Database>(this.base, this.config.database.anon_key, {
      ...OPTIONS,
      global: { fetch: this.http.fetch, headers: { authorization: `Bearer ${userJwt}` } },
    });
  }

  /** Signs a person in at Supabase Auth; hosted projects only. */
  signIn(email: string, password: string) {
    return this.anonymous().auth.signInWithPassword({ email, password });
  }

  /** Goes on with a session of Supabase Auth; hosted projects only. */
  refresh(refresh_token: string) {
    return this.anonymous().auth.refreshSession({ refresh_token });
  }

  /** Ends the session of this token at Supabase Auth, and no other of its user; hosted projects only. */
  signOut(token: string) {
    return this.anonymous().auth.admin.signOut(token, 'local');
  }

  /** The library remembers who signed in, so each time a new one. */
  private anonymous(): SupabaseClient<Database> {
    return createClient<Database>(this.base, this.config.database.anon_key, { ...OPTIONS, global: { fetch: this.http.fetch } });
  }

  /** Whether PostgREST has known all that was asked of it in the last minutes. It reads the schema at its start, and when it is told to. */
  schemaState(): { ok: boolean; message?: string } {
    if (!this.unknown || performance.now() - this.unknown.at > UNKNOWN_MS) return { ok: true };
    return { ok: false, message: `${this.unknown.message}: run "notify pgrst, 'reload schema'" in the database` };
  }

  private noteUnknown({ code, message }: UnknownToRest): void {
    if (this.unknown?.message !== message || performance.now() - this.unknown.at > UNKNOWN_MS)
      this.logger.error({ err: { code, message } }, 'PostgREST does not know part of our schema; its schema cache is out of date');
    this.unknown = { message, at: performance.now() };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}
