import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SignJWT } from 'jose';
import { EmbeddedSupabaseError, explainFileFault } from './embeddedSupabaseError.js';
import { writePrivateFile } from './privateFile.js';

/** Everything about this installation that nobody else may know. */
export interface Secrets {
  adminPassword: string;
  postgresPassword: string;
  authenticatorPassword: string;
  jwtSecret: string;
  anonKey: string;
  serviceRoleKey: string;
}

/** Passwords stand in addresses as they are, so nothing but base64url will do. */
const RANDOM = /^[\w-]{32,}$/;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]{32,}$/;

/** What each must look like. */
const SHAPES: Record<keyof Secrets, RegExp> = {
  adminPassword: RANDOM,
  postgresPassword: RANDOM,
  authenticatorPassword: RANDOM,
  jwtSecret: RANDOM,
  anonKey: JWT,
  serviceRoleKey: JWT,
};

const TEN_YEARS = 10 * 365 * 24 * 3600;

/** The file they are kept in. */
export function secretsFile(dataDir: string): string {
  return path.join(dataDir, 'secrets.json');
}

/** Read the secrets of a data folder, or make and keep them on the first start. */
export async function loadSecrets(dataDir: string, options: { mayCreate: boolean }): Promise<Secrets> {
  const file = secretsFile(dataDir);
  if (existsSync(file)) return explainFileFault('read', file, () => parseSecrets(file));
  if (!options.mayCreate) {
    throw new EmbeddedSupabaseError(
      `${file} is gone, and without it the database beside it cannot be opened: restore the file, or rebuild with npm run db:reset.`,
    );
  }
  const secrets = await generateSecrets();
  explainFileFault('write', file, () => writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`));
  return secrets;
}

/** Make room for new secrets when the old ones are of no use. */
export function discardDamagedSecrets(dataDir: string): void {
  const file = secretsFile(dataDir);
  try {
    if (existsSync(file)) parseSecrets(file);
  } catch (error) {
    if (!(error instanceof EmbeddedSupabaseError)) throw error;
    rmSync(file);
  }
}

function parseSecrets(file: string): Secrets {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const record = (typeof content === 'object' ? content : null) as Partial<Secrets> | null;
  const faulty = (Object.keys(SHAPES) as (keyof Secrets)[]).filter((name) => !SHAPES[name].test(String(record?.[name] ?? '')));
  if (record && faulty.length === 0) return record as Secrets;
  throw new EmbeddedSupabaseError(
    `${file} is damaged (${faulty.join(', ')} missing or malformed): restore the file, or rebuild with npm run db:reset.`,
  );
}

async function generateSecrets(): Promise<Secrets> {
  const random = (): string => randomBytes(32).toString('base64url');
  const jwtSecret = random();
  return {
    adminPassword: random(),
    postgresPassword: random(),
    authenticatorPassword: random(),
    jwtSecret,
    anonKey: await signKey('anon', jwtSecret),
    serviceRoleKey: await signKey('service_role', jwtSecret),
  };
}

/** The keys of a hosted project are JWTs too; only their role and their long life matter. */
function signKey(role: string, jwtSecret: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('supabase')
    .setIssuedAt(now)
    .setExpirationTime(now + TEN_YEARS)
    .sign(new TextEncoder().encode(jwtSecret));
}
