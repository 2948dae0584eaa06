import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestApp } from './app.js';

interface Prepared {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What an operation leaves in the activity log, and a valid request of it, once what that needs is there. */
export type Writes = Record<string, [logged: string, prepare: () => Promise<Prepared>]>;

/** What the writes of a module may use. */
export interface WritesWorld {
  product(): TestApp;
  /** The user who makes the requests. */
  adminId(): string;
  /** A local endpoint that takes webhooks. */
  receiverUrl(): string;
  /** Makes something through the API. */
  make<T = { id: string }>(path: string, body: object): Promise<T>;
  /** The only value of a statement's first row. */
  one<T = string>(sql: string, values?: unknown[]): Promise<T>;
}

const FOLDER = fileURLToPath(new URL('writes', import.meta.url));

/** The writes of all modules: each file of `writes/` exports those of one as `writes`. */
export async function collectWrites(world: WritesWorld): Promise<Writes> {
  const all: Writes = {};
  for (const file of readdirSync(FOLDER).sort()) {
    const { writes } = (await import(path.join(FOLDER, file))) as { writes: (world: WritesWorld) => Writes };
    for (const [operation, write] of Object.entries(writes(world))) {
      if (operation in all) throw new Error(`${operation} has a second row in ${file}.`);
      all[operation] = write;
    }
  }
  return all;
}
