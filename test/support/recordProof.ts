import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'bench/proofs.json';

/** Prints what a proof found; with `--record` it is kept for docs/benchmarks.md too. */
export function reportProof(name: string, line: string, record: boolean): void {
  console.log(line);
  if (!record) return;
  const proofs = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, { line: string; at: string }>) : {};
  proofs[name] = { line, at: new Date().toISOString() };
  writeFileSync(FILE, `${JSON.stringify(proofs, null, 2)}\n`);
}
