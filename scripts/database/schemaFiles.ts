import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { splitStatements } from '../../src/supabase/embedded/sqlStatements.js';

/** A statement of a file below `supabase/schemas`. */
export interface SchemaStatement {
  /** Relative to the folder, with slashes. */
  file: string;
  sql: string;
}

interface SchemaFile {
  name: string;
  /** What is still to be run, in the order of the file. */
  open: string[];
}

/** Rows that every installation begins with: they go into finished tables. */
const DATA_FILE = /(?:^|\/)data\.sql$/;

/** The files below a folder, ordered by path. */
export function readSchemaFiles(folder: string): { name: string; statements: string[] }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort()
    .map((name) => ({ name, statements: splitStatements(readFileSync(path.join(folder, name), 'utf8')) }));
}

/**
 * Make an empty database what the schema files say, in one transaction, and return their statements in the order in which they could be
 * run.
 *
 * Files are read in the order of their paths, each from top to bottom. A file whose next statement needs something that is not there yet
 * waits, and goes
 * on in the next round; so nobody keeps a list of the order. The `data.sql` files have their turn when nothing else can go on.
 */
export async function loadSchemaFiles(client: pg.ClientBase, folder: string): Promise<SchemaStatement[]> {
  const files = readSchemaFiles(folder).map(({ name, statements }) => ({ name, open: statements }));
  const structure = files.filter(({ name }) => !DATA_FILE.test(name));
  const run: SchemaStatement[] = [];
  await client.query('begin');
  await client.query('set local check_function_bodies = off');
  await runRounds(client, structure, run);
  const failure =
    (await runRounds(
      client,
      files.filter((file) => !structure.includes(file)),
      run,
    )) ?? (await runRounds(client, structure, run));
  if (failure) {
    await client.query('rollback');
    throw failure;
  }
  await client.query('commit');
  return run;
}

/** Round after round, until all is run or nothing goes on; then why the first file that is left does not. */
async function runRounds(client: pg.ClientBase, files: SchemaFile[], run: SchemaStatement[]): Promise<Error | undefined> {
  for (;;) {
    const before = run.length;
    let failure: Error | undefined;
    for (const file of files) {
      const reason = await runFile(client, file, run);
      failure ??= reason;
    }
    if (!failure || run.length === before) return failure;
  }
}

async function runFile(client: pg.ClientBase, file: SchemaFile, run: SchemaStatement[]): Promise<Error | undefined> {
  for (let sql = file.open[0]; sql !== undefined; sql = file.open[0]) {
    await client.query('savepoint statement');
    try {
      await client.query(sql);
    } catch (error) {
      await client.query('rollback to savepoint statement');
      return new Error(`supabase/schemas/${file.name}: ${(error as Error).message}\n${sql}`, { cause: error });
    }
    await client.query('release savepoint statement');
    file.open = file.open.slice(1);
    run.push({ file: file.name, sql });
  }
  return undefined;
}
