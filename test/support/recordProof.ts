import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'bench/proofs.json';

/** The commit that is checked out; a plus says that the code differed from it. As in bench/support/provenance.mjs. */
function currentCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src', 'supabase') ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** Prints what a proof found; with `--record` it is kept for docs/benchmarks.md too. */
export function reportProof(name: string, line: string, record: boolean): void {
  console.log(line);
  if (!record) return;
  const proofs = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, object>) : {};
  proofs[name] = { line, at: new Date().toISOString(), commit: currentCommit() };
  writeFileSync(FILE, `${JSON.stringify(proofs, null, 2)}\n`);
}
