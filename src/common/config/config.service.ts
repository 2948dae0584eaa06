import type { Environment } from './environment.js';

/** Where the database is and how to enter it, embedded or hosted. */
export interface DatabaseSettings {
  mode: 'embedded' | 'hosted';
  /** Base of PostgREST: a hosted project serves it below /rest/v1. */
  rest_url: string;
  db_url: string;
  service_role_key: string;
  anon_key: string;
  jwt_secret?: string;
  jwks_url?: string;
  /** Supabase Auth, hosted only. */
  auth_url?: string;
}

export interface KaleyraSection {
  api_key?: string;
  base_url: string;
  obd_base_url: string;
  timeout_ms: number;
  max_requests_per_second: number;
  /** What may be dialled, after normalising to ten digits. */
  number_pattern?: RegExp;
  recording_hosts: string[];
  /** Replaces the scheme, host and port of a recording, so that the sandbox can serve it. */
  recording_origin?: string;
}

/** The local mail servers of the demo. */
export interface MailSandboxSection {
  /** A page that shows what lies in the mailboxes. */
  url: string;
  /** All listen on 127.0.0.1, without TLS. */
  accounts: { email_address: string; username: string; password: string; imap_port: number; smtp_port: number }[];
}

/** Settings that only the start can know: where the embedded parts came up. */
export interface RuntimeSettings {
  database: DatabaseSettings;
  link_secret: string;
  /** The first seals, all open. */
  encryption_keys: string[];
  kaleyra: KaleyraSection;
  mail_sandbox?: MailSandboxSection;
}

/** Typed settings for the rest of the product; nothing below reads the environment. */
export class ConfigService {
  constructor(
    readonly environment: Environment,
    private readonly runtime: RuntimeSettings,
  ) {}

  get database(): DatabaseSettings {
    return this.runtime.database;
  }

  get kaleyra(): KaleyraSection {
    return this.runtime.kaleyra;
  }

  /** Where the mail sandbox runs, when it does. */
  get mail_sandbox(): MailSandboxSection | undefined {
    return this.runtime.mail_sandbox;
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
