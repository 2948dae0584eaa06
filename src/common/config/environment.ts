import { existsSync } from 'node:fs';
import { IANAZone } from 'luxon';

/** How a variable's text becomes a value; `read` throws a sentence that completes "<NAME> …". */
interface Kind<T> {
  read(text: string): T;
}

const text: Kind<string> = { read: (value) => value };
const flag: Kind<boolean> = {
  read(value) {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw new Error('must be true or false');
  },
};

function integer(min: number, max: number): Kind<number> {
  return {
    read(value) {
      const number = Number(value);
      if (!Number.isInteger(number) || number < min || number > max) {
        throw new Error(`must be a whole number from ${min} to ${max}`);
      }
      return number;
    },
  };
}

function oneOf<const T extends string>(...values: T[]): Kind<T> {
  return {
    read(value) {
      if (!(values as string[]).includes(value)) throw new Error(`must be one of ${values.join(', ')}`);
      return value as T;
    },
  };
}

const list: Kind<string[]> = {
  read: (value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
};

function url(...protocols: string[]): Kind<string> {
  return {
    read(value) {
      let parsed: URL;
      try {
        parsed = new URL(value);
      } catch {
        throw new Error('must be a URL');
      }
      if (!protocols.includes(parsed.protocol)) throw new Error(`must start with ${protocols.join(' or ')}//`);
      return value.replace(/\/+$/, '');
    },
  };
}

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function readDuration(value: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(value) ?? [];
  if (number === undefined) throw new Error('must be a duration such as 300ms, 15s, 5m, 2h or 5d');
  return Number(number) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/** In milliseconds. */
const duration: Kind<number> = { read: readDuration };

/** In milliseconds each; at least one. */
const durations: Kind<number[]> = {
  read(value) {
    const items = list.read(value).map(readDuration);
    if (items.length === 0) throw new Error('must be durations separated by commas');
    return items;
  },
};

const ports: Kind<number[]> = { read: (value) => list.read(value).map((item) => integer(1, 65535).read(item)) };

const zone: Kind<string> = {
  read(value) {
    if (!IANAZone.isValidZone(value)) throw new Error('must be an IANA time zone such as Asia/Kolkata');
    return value;
  },
};

const pattern: Kind<RegExp> = {
  read(value) {
    try {
      return new RegExp(value);
    } catch {
      throw new Error('must be a regular expression');
    }
  },
};

const cron: Kind<string> = {
  read(value) {
    if (value !== 'off' && !/^(\S+\s+){4,5}\S+$/.test(value)) throw new Error("must be a cron expression of five or six fields, or 'off'");
    return value;
  },
};

interface Variable<T> {
  kind: Kind<T>;
  fallback?: string;
  /** One line for .env.example. */
  about: string;
  secret?: boolean;
}

const variable = <T>(kind: Kind<T>, about: string, fallback?: string): Variable<T> & { fallback: string } =>
  ({ kind, about, fallback }) as Variable<T> & { fallback: string };
const optional = <T>(kind: Kind<T>, about: string): Variable<T> => ({ kind, about });
const secret = (about: string): Variable<string> => ({ kind: text, about, secret: true });

/** Every setting of the product, in the order of .env.example. */
export const VARIABLES = {
  PORT: variable(integer(0, 65535), 'Port of the API; 0 takes any free one.', '3002'),
  HOST: variable(text, 'Address to listen on; 0.0.0.0 for all.', '127.0.0.1'),
  ROLE: variable(oneOf('all', 'api', 'worker'), 'What this process does: all, api or worker.', 'all'),
  DATA_DIR: variable(text, 'Where the embedded database, secrets and files live.', '.data'),
  PUBLIC_URL: optional(url('http:', 'https:'), 'The address under which others reach this API; printed at the start.'),
  LOG_LEVEL: variable(
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'How much is logged (JSON lines on stderr).',
    'info',
  ),
  CORS_ORIGINS: variable(list, 'Origins a browser may call from, separated by commas.', 'http://localhost:8080'),
  LOGIN_MAX_FAILURES: variable(integer(1, 1000), 'Failed sign-ins of one e-mail address before it has to wait.', '10'),
  LOGIN_MAX_FAILURES_PER_IP: variable(integer(1, 100_000), 'Failed sign-ins from one client address before it has to wait.', '100'),
  LOGIN_WINDOW_MINUTES: variable(integer(1, 1440), 'How long failed sign-ins are remembered, and the longest wait.', '15'),
  IDEMPOTENCY_RETENTION_HOURS: variable(integer(1, 720), 'How long answers to requests with an Idempotency-Key are kept.', '24'),
  BUSINESS_TIMEZONE: variable(zone, 'The zone in which a business day begins and ends.', 'Asia/Kolkata'),
  CHANGE_FEED_RETENTION_DAYS: variable(integer(1, 3650), 'How long events of the change feed are kept for those who come back.', '7'),

  SUPABASE_URL: optional(url('http:', 'https:'), 'Hosted Supabase project; without it the embedded one is used.'),
  SUPABASE_SERVICE_ROLE_KEY: secret('Service role key of the hosted project.'),
  SUPABASE_ANON_KEY: secret('Anon key of the hosted project.'),
  SUPABASE_DB_URL: {
    kind: url('postgres:', 'postgresql:'),
    about: 'Direct or session-pooler connection of the hosted project.',
    secret: true,
  } as Variable<string>,
  SUPABASE_JWT_SECRET: secret('HS256 secret of the hosted project; without it its JWKS is used.'),
  SUPABASE_JWKS_URL: optional(url('http:', 'https:'), 'JWKS of the hosted project; default <SUPABASE_URL>/auth/v1/.well-known/jwks.json.'),
  LINK_SECRET: secret('Signs links to recordings, at least 32 characters; the embedded mode makes one.'),

  ENCRYPTION_KEY: secret('Seals the secrets of others that we keep, at least 32 characters; the embedded mode makes one.'),
  ENCRYPTION_KEYS_OLD: {
    kind: list,
    about: 'Former values of ENCRYPTION_KEY, separated by commas; they only open.',
    secret: true,
  } as Variable<string[]>,

  SANDBOX_PROFILE: variable(oneOf('demo', 'seed_week', 'none'), 'Provider sandbox of the embedded mode: demo, seed_week or none.', 'demo'),
  SANDBOX_SEED: variable(integer(0, 2147483647), 'The sandbox makes the same data for the same seed.', '1'),

  KALEYRA_API_KEY: secret('Key of the Kaleyra Voice account; without it the embedded mode uses the sandbox.'),
  KALEYRA_BASE_URL: variable(url('http:', 'https:'), 'Kaleyra Voice API.', 'https://api-voice.kaleyra.com/v1'),
  KALEYRA_OBD_BASE_URL: optional(url('http:', 'https:'), 'Its outbound-dialling API, when it differs.'),
  KALEYRA_TIMEOUT_SECONDS: variable(integer(1, 300), 'Deadline of one request to Kaleyra.', '30'),
  KALEYRA_MAX_REQUESTS_PER_SECOND: variable(integer(0, 1000), 'Own brake towards Kaleyra; 0 is none.', '5'),
  KALEYRA_RECORDING_HOSTS: variable(list, 'Hosts from which recordings may be fetched.', 'play.solutionsinfini.com'),
  KALEYRA_SYNC_CRON: variable(cron, "When call logs are fetched (today and yesterday), or 'off'.", '*/5 * * * *'),
  KALEYRA_SYNC_WAIT_SECONDS: variable(integer(0, 300), 'How long POST /calls/sync waits for the end before it answers 202.', '55'),
  KALEYRA_CONNECTED_STATUSES: variable(list, 'Statuses that count as connected.', 'ANSWER,ANSWERED-A,ANSWERED-B'),
  KALEYRA_ANSWERED_STATUSES: variable(list, 'Statuses that agent statistics count as answered.', 'ANSWER'),
  KALEYRA_MISSED_STATUSES: variable(list, 'Statuses that agent statistics count as missed.', 'NOANSWER,BUSY,CANCEL,FAILED'),
  KALEYRA_NUMBER_PATTERN: optional(
    pattern,
    'What may be dialled, as ten digits; default Indian mobiles, in the sandbox invented numbers too.',
  ),
  KALEYRA_CALLBACK_URL: optional(url('http:', 'https:'), 'Where Kaleyra reports on calls; default <PUBLIC_URL>/webhooks/kaleyra/callback.'),
  MAIL_POLL_SECONDS: variable(integer(10, 3600), 'How often a watched mailbox is looked into at least, whatever its server tells.', '60'),
  MAIL_MAX_MESSAGE_MB: variable(integer(1, 150), 'The largest message that is fetched whole; of a larger one the beginning is kept.', '35'),
  MAIL_CONNECTS_PER_HOST: variable(integer(1, 100), 'Sign-ins at one mail server at the same time.', '4'),
  GMAIL_API_URL: variable(
    url('http:', 'https:'),
    "Gmail's API, for push notifications of mailboxes with OAuth.",
    'https://gmail.googleapis.com',
  ),
  GMAIL_TOKEN_URL: variable(
    url('http:', 'https:'),
    'Where access tokens of mailboxes with OAuth come from.',
    'https://oauth2.googleapis.com/token',
  ),
  GMAIL_PUBSUB_TOPIC: optional(
    text,
    'Pub/Sub topic to which Gmail announces changes, projects/<project>/topics/<topic>; for mailboxes with OAuth.',
  ),
  GMAIL_PUSH_AUDIENCE: optional(text, 'Audience of the Pub/Sub subscription: its push requests are checked by their Google token.'),
  GMAIL_PUSH_SERVICE_ACCOUNT: optional(text, 'Service account of the Pub/Sub subscription, as in its token.'),
  GMAIL_PUSH_JWKS_URL: variable(url('http:', 'https:'), "Google's keys for these tokens.", 'https://www.googleapis.com/oauth2/v3/certs'),
  GMAIL_PUSH_ISSUER: variable(text, 'Issuer of these tokens.', 'https://accounts.google.com'),
  GMAIL_PUSH_TOKEN: secret(
    'Secret in the address of POST /webhooks/gmail?token=…, instead of the Google token or beside it; at least 16 characters.',
  ),
  WEBHOOK_RETENTION_DAYS: variable(integer(1, 3650), 'How long processed webhook events are kept.', '30'),

  WEBHOOK_RETRY_SCHEDULE: variable(
    durations,
    'Waits before the attempts of a webhook delivery, each after the one before.',
    '0s,5s,5m,30m,2h,5h,10h,10h',
  ),
  WEBHOOK_TIMEOUT: variable(duration, 'How long an endpoint may take to answer.', '15s'),
  WEBHOOK_DISABLE_AFTER: variable(duration, 'After so long without a success an endpoint is switched off.', '5d'),
  WEBHOOK_ENDPOINT_CONCURRENCY: variable(integer(1, 100), 'Deliveries under way to one endpoint at once.', '8'),
  WEBHOOK_DELIVERY_RETENTION_DAYS: variable(integer(1, 3650), 'How long finished deliveries are kept.', '30'),
  WEBHOOK_ALLOW_PORTS: variable(ports, 'Ports that endpoints may have.', '443'),
  WEBHOOK_ALLOW_HTTP: optional(list, 'Hosts that may be called without TLS; embedded mode only.'),
  WEBHOOK_ALLOW_PRIVATE: optional(list, 'Hosts that may have private addresses; embedded mode only.'),

  EMAIL_UNDO_SECONDS: variable(integer(0, 600), 'How long an e-mail waits before it is sent, so that it can be taken back.', '5'),
  EMAIL_MAX_SEND_MB: variable(integer(1, 100), 'The largest e-mail that is sent, encoded, in megabytes; uploads may be as large.', '25'),
  EMAIL_SMTP_TIMEOUT_SECONDS: variable(integer(1, 600), 'How long an SMTP server may be silent while an answer is due.', '60'),
  EMAIL_TRIAGE: variable(
    oneOf('auto', 'rules', 'off'),
    'How e-mails are triaged: auto (Gemini when it has a key, otherwise rules), rules or off.',
    'auto',
  ),
  GEMINI_API_KEY: secret('Key of the Gemini API; without it e-mails are triaged by rules.'),
  GEMINI_MODEL: variable(text, 'The model that is asked.', 'gemini-3.5-flash-lite'),
  GEMINI_FALLBACK_MODELS: variable(
    list,
    'Models that stand in when it is gone or overloaded, separated by commas.',
    'gemini-3.1-flash-lite',
  ),
  GEMINI_BASE_URL: variable(url('http:', 'https:'), 'Gemini API, without version.', 'https://generativelanguage.googleapis.com'),
  GEMINI_TIMEOUT: variable(duration, 'Deadline of one request to Gemini.', '20s'),
  GEMINI_MAX_REQUESTS_PER_MINUTE: variable(integer(1, 10_000), 'Own brake towards Gemini.', '10'),
  GEMINI_THINKING: optional(oneOf('minimal', 'low', 'medium', 'high'), 'How much the model is to think; unset leaves it to the model.'),

  DEMO_DATA: variable(flag, 'Whether the embedded mode makes demo users and agents at its first start.', 'true'),
} satisfies Record<string, Variable<unknown>>;

type Definitions = typeof VARIABLES;
type Value<V> = V extends { kind: Kind<infer T> } ? (V extends { fallback: string } ? T : T | undefined) : never;

/** The checked settings, under the names of their variables. */
export type Environment = { readonly [K in keyof Definitions]: Value<Definitions[K]> };

/** Raised with one line per fault. */
export class EnvironmentError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
    this.name = 'EnvironmentError';
  }
}

/** Reads and checks all settings. Empty text counts as absent. Raises EnvironmentError. */
export function readEnvironment(source: Record<string, string | undefined>): Environment {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(VARIABLES) as [string, Variable<unknown>][]) {
    const given = source[name]?.trim() || definition.fallback;
    if (given === undefined) continue;
    try {
      values[name] = definition.kind.read(given);
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}${definition.secret ? '' : `, not '${given}'`}.`);
    }
  }
  const environment = values as unknown as Environment;
  if (faults.length === 0) faults.push(...contradictions(environment));
  if (faults.length > 0) throw new EnvironmentError(faults);
  return environment;
}

function contradictions(environment: Environment): string[] {
  const faults: string[] = [];
  if (environment.SUPABASE_URL) {
    for (const name of ['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_ANON_KEY', 'SUPABASE_DB_URL', 'LINK_SECRET', 'ENCRYPTION_KEY'] as const) {
      if (!environment[name]) faults.push(`${name} is missing: SUPABASE_URL is set, so it is needed.`);
    }
    for (const name of ['WEBHOOK_ALLOW_HTTP', 'WEBHOOK_ALLOW_PRIVATE'] as const) {
      if (environment[name]?.length)
        faults.push(`${name} is set, but SUPABASE_URL is too: it is for trying things out on the embedded database.`);
    }
  } else {
    for (const name of ['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_ANON_KEY', 'SUPABASE_DB_URL'] as const) {
      if (environment[name]) faults.push(`${name} is set but SUPABASE_URL is not: set it too, or remove ${name}.`);
    }
    if (environment.ROLE !== 'all')
      faults.push(`ROLE is ${environment.ROLE}, but the embedded database serves one process: set SUPABASE_URL, or ROLE=all.`);
  }
  if (environment.LINK_SECRET && environment.LINK_SECRET.length < 32) faults.push('LINK_SECRET must have at least 32 characters.');
  if (environment.WEBHOOK_RETRY_SCHEDULE[0] !== 0)
    faults.push('WEBHOOK_RETRY_SCHEDULE must begin with 0s: the first attempt is made at once.');
  if (environment.GMAIL_PUSH_TOKEN && environment.GMAIL_PUSH_TOKEN.length < 16)
    faults.push('GMAIL_PUSH_TOKEN must have at least 16 characters.');
  if (Boolean(environment.GMAIL_PUSH_AUDIENCE) !== Boolean(environment.GMAIL_PUSH_SERVICE_ACCOUNT)) {
    faults.push('GMAIL_PUSH_AUDIENCE and GMAIL_PUSH_SERVICE_ACCOUNT belong together: set both or none.');
  }
  if (environment.ENCRYPTION_KEY && environment.ENCRYPTION_KEY.length < 32) faults.push('ENCRYPTION_KEY must have at least 32 characters.');
  return faults;
}

/** The process's own settings, with `.env` of the working folder where the variable is not set already. */
export function processEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readEnvironment(process.env);
}

/** The text of .env.example. */
export function describeEnvironment(): string {
  const lines = ['# Every setting, with its default. Nothing is needed for the embedded mode.', ''];
  for (const [name, definition] of Object.entries(VARIABLES) as [string, Variable<unknown>][]) {
    lines.push(`# ${definition.about}`, definition.fallback === undefined ? `# ${name}=` : `${name}=${quoted(definition.fallback)}`, '');
  }
  return lines.join('\n');
}

function quoted(value: string): string {
  return /[\s#*]/.test(value) ? `"${value}"` : value;
}
