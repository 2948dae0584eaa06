import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { askHost } from './testHost.js';

/**
 * Makes an empty data folder what a first start of the database leaves behind, for tests of what comes later: a copy of one that
 * is made once a run. Outside Jest the folder stays empty, and whoever starts on it makes the database.
 */
export async function prepareDataFolder(data_dir: string): Promise<void> {
  if (!process.env['TEST_CLUSTER_SOCKET'] || existsSync(path.join(data_dir, 'secrets.json'))) return;
  const prepared = await askHost<string>('GET', '/?prepared');
  // With owners and modes: the database runs as somebody else when root starts it.
  await promisify(execFile)('cp', ['-a', `${prepared}/.`, data_dir]);
}
