// npm test: lint, types, generated files, then every test. The last line is the total, for scripts to read.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const node = process.execPath;
/** As in `npm run format`. */
const FORMATTED = ['src', 'test', 'bench', 'client', 'scripts', '*.mjs'];
let passed = 0;
let failed = 0;

/** What it says is shown when it has ended: several run at a time. */
async function check(name, args) {
  const started = Date.now();
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const [status] = await once(child, 'close');
  const ok = status === 0;
  process.stdout.write(said);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (ok) passed++;
  else failed++;
}

/** Each is single-threaded: as many at a time as there are processors, the longest first. */
async function checkAll(checks) {
  const waiting = Object.entries(checks);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await check(...next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

if (process.argv.length === 2) {
  await checkAll({
    lint: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'],
    types: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
    format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '--cache', ...FORMATTED],
    'src/supabase/database.types.ts is fresh': ['scripts/db.mjs', 'types', '--check'],
    imports: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      'dependency-cruiser.config.mjs',
      '--output-type',
      'err',
      'src',
    ],
    'nothing unused': ['node_modules/knip/bin/knip.js', '--preprocessor', './scripts/knipErrors.mjs'],
    'docs/openapi.json, docs/api.md and client/ are fresh': ['scripts/writtenDocs.mjs', '--check'],
  });
}

const report = 'node_modules/.cache/jest-report.json';
mkdirSync('node_modules/.cache', { recursive: true });
rmSync(report, { force: true });
spawnSync(
  node,
  [
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--forceExit',
    '--json',
    `--outputFile=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
let skipped = 0;
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped = result.numPendingTests;
} catch {
  console.error('Jest wrote no report.');
  failed++;
}

console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
