// npm run docs:benchmarks: docs/benchmarks.md from what was measured before; --check only says whether it is fresh.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { documentIsFresh, writeDocument } from './support/document.mjs';
import { ROOT } from './support/processes.mjs';
import { checkPaths, knowsHistory } from './support/provenance.mjs';

const report = JSON.parse(readFileSync(path.join(ROOT, 'bench/results.json'), 'utf8'));
checkPaths();
if (!knowsHistory()) {
  console.log(
    'The history is not here (a shallow clone or an archive), so nobody can tell which figures are older than their code: left as it is.',
  );
} else if (!process.argv.includes('--check')) {
  writeDocument(report);
} else if (!documentIsFresh(report)) {
  console.error('docs/benchmarks.md is not what its figures and the history say: npm run docs:benchmarks');
  process.exitCode = 1;
}
