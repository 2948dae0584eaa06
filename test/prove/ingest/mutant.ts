import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FILE = 'dist/common/webhookInbox/webhookInbox.service.js';
const WAITS = 'await this.commits.add(';
const DOES_NOT = 'void this.commits.add(';

/** A copy of the built product that acknowledges an event before it is committed. */
export function makeMutant(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'mutant-'));
  cpSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'), { recursive: true });
  for (const shared of ['node_modules', 'supabase', 'package.json']) symlinkSync(path.join(ROOT, shared), path.join(folder, shared));
  const file = path.join(folder, FILE);
  const source = readFileSync(file, 'utf8');
  if (!source.includes(WAITS)) throw new Error(`${FILE} has no "${WAITS}" to be changed.`);
  // Nobody waits any more, so nobody hears of a failure either.
  writeFileSync(
    file,
    source.replace(/await this\.commits\.add\((.*)\);/, 'this.commits.add($1).catch(() => undefined);').replace(WAITS, DOES_NOT),
  );
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
