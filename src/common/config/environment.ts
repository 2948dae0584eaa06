import { existsSync } from 'node:fs';
import { duration, flag, integer, issuedKey, list, oneOf, origins, proxies, region, secretText, text, url, zone } from './kinds.js';
import { optional, secret, type Values, variable } from './variables.js';

/** The settings that the kernel and the start need themselves. */
const VARIABLES = {
  PORT: variable(integer(0, 65535), 'Port of the API; 0 takes any free one.', '3002'),
  HOST: variable(text, 'Address to listen on; 0.0.0.0 for all.', '127.0.0.1'),
  ROLE: variable(oneOf('all', 'api', 'worker'), 'What this process does: all, api or worker.', 'all'),
  DATA_DIR: variable(text, 'Folder of the embedded database, secrets and files.', '.data'),
  PUBLIC_URL: optional(
    url('http:', 'https:'),
    'The address under which others reach this API; printed at the start, and links in answers begin with it.',
  ),
  LOG_LEVEL: variable(
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'How much is logged, on stderr: JSON, or readable lines on a terminal. On a terminal, requests are shown from debug on.',
    'info',
  ),
  DRAIN_TIME: optional(
    duration,
    'How long /health/ready answers 503 before the listener closes, after SIGTERM, SIGHUP or SIGINT; default 5s hosted, 0s embedded.',
  ),
  CORS_ORIGINS: variable(
    origins,
    'Origins a browser may call from, such as https://portal.example.com, separated by commas; * for all.',
    'http://localhost:8080',
  ),
  TRUSTED_PROXIES: variable(
    proxies,
    'Reverse proxies whose X-Forwarded-For is believed: addresses, networks, loopback, linklocal, uniquelocal; or none.',
    'loopback',
  ),
  BUSINESS_TIMEZONE: variable(zone, 'Time zone of business days.', 'Asia/Kolkata'),
  PHONE_DEFAULT_REGION: variable(region, 'Where a phone number without a country code is from: two letters, ISO 3166.', 'IN'),
  CHANGE_FEED_RETENTION_DAYS: variable(integer(1, 3650), 'How long events of the change feed are kept for clients that were offline.', '7'),
  SUPABASE_URL: optional(url('http:', 'https:'), 'URL of a hosted Supabase project; without it, the embedded one is used.'),
  SUPABASE_SERVICE_ROLE_KEY: secret('Service role key of the hosted project.', issuedKey),
  SUPABASE_ANON_KEY: secret('Anon key of the hosted project.', issuedKey),
  SUPABASE_DB_URL: secret('Direct or session-pooler connection of the hosted project.', url('postgres:', 'postgresql:')),
  SUPABASE_JWT_SECRET: secret('HS256 secret of the hosted project; without it, the JWKS is used.', secretText(32)),
  SUPABASE_JWKS_URL: optional(url('http:', 'https:'), 'JWKS of the hosted project; default <SUPABASE_URL>/auth/v1/.well-known/jwks.json.'),
  LINK_SECRET: secret(
    'Signs links to recordings and attachments; at least 32 characters. The embedded mode generates one.',
    secretText(32),
  ),
  ENCRYPTION_KEY: secret(
    'Encrypts the stored secrets of mailboxes and webhooks; at least 32 characters. The embedded mode generates one.',
    secretText(32),
  ),
  ENCRYPTION_KEYS_OLD: secret('Former values of ENCRYPTION_KEY, separated by commas; used only to decrypt.', {
    read: (value) => list.read(value).map(secretText(32).read),
  }),
  SUPABASE_PORT: variable(
    integer(0, 65535),
    'Port at which supabase-js reaches the embedded database, on 127.0.0.1; 0 takes any free one. Printed at the start.',
    '0',
  ),
  SANDBOX_PROFILE: variable(oneOf('demo', 'seed_week', 'none'), 'Provider sandbox of the embedded mode: demo, seed_week or none.', 'demo'),
  SANDBOX_SEED: variable(integer(0, 2147483647), 'The same seed gives the same sandbox data.', '1'),
  DEMO_DATA: variable(flag, 'Whether the embedded mode creates demo users and agents at its first start.', 'true'),
};

/** Their values. */
export type Environment = Values<typeof VARIABLES>;

export const PLATFORM = { owner: 'platform', variables: VARIABLES, contradictions };

function contradictions(environment: Environment): string[] {
  const faults: string[] = [];
  if (environment.SUPABASE_URL) {
    for (const name of ['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_ANON_KEY', 'SUPABASE_DB_URL', 'LINK_SECRET', 'ENCRYPTION_KEY'] as const) {
      if (!environment[name]) faults.push(`${name} is missing: SUPABASE_URL is set, so it is needed.`);
    }
  } else {
    for (const name of ['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_ANON_KEY', 'SUPABASE_DB_URL'] as const) {
      if (environment[name]) faults.push(`${name} is set but SUPABASE_URL is not: set it too, or remove ${name}.`);
    }
    if (environment.ROLE !== 'all')
      faults.push(`ROLE is ${environment.ROLE}, but the embedded database serves one process: set SUPABASE_URL, or ROLE=all.`);
  }
  return faults;
}

/** The variables of the process, with those of `.env` of the working folder that are not set already. */
export function processVariables(): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
