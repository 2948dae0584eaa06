import { existsSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { FILES_FOLDER } from '../../common/files/localFileStore.js';
import { openClusterHome, removeClusterHome } from './clusterHome.js';
import { explainFileFault } from './embeddedSupabaseError.js';
import { startEmbeddedSupabase } from './embeddedSupabase.js';
import type { EmbeddedSupabaseOptions } from './embeddedSupabase.js';
import { claimDataDir } from './instanceLock.js';
import { discardDamagedKeyFiles } from './keyFiles.js';
import { endOrphans } from './orphans.js';
import { discardDamagedSecrets } from './secrets.js';
import { findUnprivilegedUser } from './unprivilegedUser.js';

/**
 * Delete the database of a data folder, with the files that belong to it, and build a new, migrated one. Secrets that can still be read are
 * kept, so that keys handed out go on working. A process that uses the folder makes it refuse.
 */
export async function resetEmbeddedSupabase(options: EmbeddedSupabaseOptions): Promise<void> {
  if (existsSync(options.dataDir)) {
    const dataDir = realpathSync(options.dataDir);
    const release = claimDataDir(dataDir);
    try {
      const home = await openClusterHome(dataDir, findUnprivilegedUser());
      await endOrphans(home.folder);
      explainFileFault('remove the database in', home.folder, () => removeClusterHome(dataDir));
      // Nothing in the new database refers to them, and what they say is about people.
      const files = path.join(dataDir, FILES_FOLDER);
      explainFileFault('remove the files in', files, () => rmSync(files, { recursive: true, force: true }));
      discardDamagedSecrets(dataDir);
      discardDamagedKeyFiles(dataDir);
    } finally {
      release();
    }
  }
  const embedded = await startEmbeddedSupabase(options);
  await embedded.stop();
}
