import { type Environment, PLATFORM } from './environment.js';
import type { CheckedSettings, Settings } from './settings.js';
import type { Values, Variable } from './variables.js';

/** Where the database is and how to enter it, embedded or hosted. */
export interface DatabaseSettings {
  mode: 'embedded' | 'hosted';
  /** Base of PostgREST: a hosted project serves it below /rest/v1. */
  rest_url: string;
  /** What supabase-js is given, embedded only: hosted it is SUPABASE_URL. */
  supabase_url?: string;
  db_url: string;
  service_role_key: string;
  anon_key: string;
  jwt_secret?: string;
  jwks_url?: string;
  /** Supabase Auth, hosted only. */
  auth_url?: string;
}

/** Settings that only the start can know: where the embedded parts came up. */
export interface RuntimeSettings {
  database: DatabaseSettings;
  link_secret: string;
  /** The first seals, all open. */
  encryption_keys: string[];
}

/** Typed settings for the rest of the product; nothing below reads the environment. */
export class ConfigService {
  /** The platform's own. */
  readonly environment: Environment;

  constructor(
    private readonly settings: CheckedSettings,
    private readonly runtime: RuntimeSettings,
  ) {
    this.environment = settings.of(PLATFORM);
  }

  /** The settings that an owner declared: `config.of(KALEYRA).KALEYRA_TIMEOUT_SECONDS`. */
  of<D extends Record<string, Variable<unknown>>>(group: Settings<D>): Values<D> {
    return this.settings.of(group);
  }

  get database(): DatabaseSettings {
    return this.runtime.database;
  }

  get link_secret(): string {
    return this.runtime.link_secret;
  }

  get encryption_keys(): string[] {
    return this.runtime.encryption_keys;
  }

  get runsApi(): boolean {
    return this.environment.ROLE !== 'worker';
  }

  get runsJobs(): boolean {
    return this.environment.ROLE !== 'api';
  }
}
