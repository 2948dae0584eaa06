import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { ConfigService } from '../common/config/config.service.js';
import type { Database } from './database.types.js';
import { createKeepAliveFetch, type KeepAliveFetch } from './keepAliveFetch.js';

/** Realtime is not used from here, but the client wants a WebSocket class, which Node 20 lacks: this one is never opened. */
class NoWebSocket {}

const OPTIONS = {
  auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  realtime: { transport: NoWebSocket as never },
} as const;

/** The way to the database over PostgREST. For repositories and `Tables` only. */
@Injectable()
export class SupabaseService implements OnApplicationShutdown {
  private readonly http: KeepAliveFetch;
  private readonly base: string;
  /** Sees and changes everything: what the API allowed is decided before. */
  readonly admin: SupabaseClient<Database>;

  constructor(private readonly config: ConfigService) {
    const { mode, rest_url, service_role_key } = config.database;
    this.base = rest_url;
    this.http = createKeepAliveFetch({ stripPrefix: mode === 'embedded' });
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

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}
