import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestApp } from './app.js';

/** A valid request of an operation. */
export interface Prepared {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * What an operation leaves in the activity log (empty: a POST that only reads), and a valid request of it, once what that needs is
 * there.
 */
export type Writes = Record<string, [logged: string, prepare: () => Promise<Prepared>]>;

/** Valid requests of operations that are public, or whose ids no list shows; the others are found by their lists. */
export type Visits = Record<string, () => Promise<Prepared>>;

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

/** A world for the writes of a product that runs, with `receiver_url` as the endpoint; the requests are those of `admin`. */
export function writesWorld(product: () => TestApp, adminId: () => string, receiverUrl: () => string): WritesWorld {
  return {
    product,
    adminId,
    receiverUrl,
    one: async <T = string>(sql: string, values: unknown[] = []) =>
      Object.values((await product().database.pool.query(sql, values)).rows[0] as object)[0] as T,
    make: async <T = { id: string }>(path: string, body: object) => {
      const answer = await product().call<T>('POST', path, { body });
      if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
      return answer.body;
    },
  };
}

/** The writes of all modules: each file of `writes/` exports those of one as `writes`. */
export async function collectWrites(world: WritesWorld): Promise<Writes> {
  return collect<Writes>(world, ({ writes }) => writes);
}

/** The visits of all modules: a file of `writes/` may export some as `visits`. */
export async function collectVisits(world: WritesWorld): Promise<Visits> {
  return collect<Visits>(world, ({ visits }) => visits);
}

interface WritesFile {
  writes(this: void, world: WritesWorld): Writes;
  visits?(this: void, world: WritesWorld): Visits;
}

async function collect<T extends Writes | Visits>(
  world: WritesWorld,
  part: (file: WritesFile) => ((world: WritesWorld) => T) | undefined,
): Promise<T> {
  const all: Record<string, unknown> = {};
  for (const file of readdirSync(FOLDER).sort()) {
    const made = part((await import(path.join(FOLDER, file))) as WritesFile)?.(world);
    for (const [operation, entry] of Object.entries(made ?? {})) {
      if (operation in all) throw new Error(`${operation} has a second row in ${file}.`);
      all[operation] = entry;
    }
  }
  return all as T;
}
