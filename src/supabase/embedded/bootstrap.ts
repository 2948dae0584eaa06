import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import type { Secrets } from './secrets.js';

/** The SQL that makes a bare database look like a hosted project's. */
export interface EmbeddedSql {
  files: { name: string; sql: string }[];
  /** Kept in the database as a comment, so that a changed file is applied to an old database too. */
  mark: string;
}

/** Read `supabase/embedded/*.sql`, in the order of the names. */
export function readEmbeddedSql(folder: string): EmbeddedSql {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const files = names.map((name) => ({ name, sql: readFileSync(path.join(folder, name), 'utf8') }));
  const hash = createHash('sha256');
  for (const { name, sql } of files) hash.update(`${name}\0${sql}\0`);
  return { files, mark: `embedded ${hash.digest('hex').slice(0, 16)}` };
}

/** Apply all of it in one transaction, as the superuser; the files may be applied again and again. */
export async function applyEmbeddedSql(admin: pg.ClientBase, { files, mark }: EmbeddedSql, secrets: Secrets): Promise<void> {
  await admin.query('begin');
  try {
    for (const { name, sql } of files) {
      await admin.query(sql).catch((error: Error) => {
        throw new Error(`supabase/embedded/${name}: ${error.message}`, { cause: error });
      });
    }
    await admin.query(`alter role postgres password ${admin.escapeLiteral(secrets.postgresPassword)}`);
    await admin.query(`alter role authenticator password ${admin.escapeLiteral(secrets.authenticatorPassword)}`);
    await admin.query(`comment on schema auth is ${admin.escapeLiteral(mark)}`);
    await admin.query('commit');
  } catch (error) {
    await admin.query('rollback');
    throw error;
  }
}
