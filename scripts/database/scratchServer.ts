import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedSupabase } from '../../src/supabase/embedded/embeddedSupabase.js';
import { loadSecrets } from '../../src/supabase/embedded/secrets.js';
import { EMBEDDED_SQL } from './scratchDatabase.js';
import type { Server } from './scratchDatabase.js';

/** Work with a Postgres that is gone afterwards. */
export async function withScratchServer<T>(work: (server: Server) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'scratch-database-'));
  // Started by root, the database runs as somebody else, who has to get there.
  chmodSync(scratch, 0o711);
  const noMigrations = path.join(scratch, 'migrations');
  mkdirSync(noMigrations);
  try {
    const supabase = await startEmbeddedSupabase({
      dataDir: path.join(scratch, 'data'),
      migrationsDir: noMigrations,
      embeddedSqlDir: EMBEDDED_SQL,
    });
    try {
      return await work({ port: Number(new URL(supabase.dbUrl).port), secrets: await loadSecrets(supabase.dataDir, { mayCreate: false }) });
    } finally {
      await supabase.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
