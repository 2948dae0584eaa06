// npm test: lint, types, generated files, then every test. The last line is the total, for scripts to read.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const node = process.execPath;
let passed = 0;
let failed = 0;

function check(name, args) {
  const started = Date.now();
  const { status } = spawnSync(node, args, { stdio: 'inherit' });
  const ok = status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (ok) passed++;
  else failed++;
}

if (process.argv.length === 2) {
  check('lint', [
    'node_modules/eslint/bin/eslint.js',
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    'node_modules/.cache/eslint/',
  ]);
  check('imports', [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    'dependency-cruiser.config.mjs',
    '--output-type',
    'err',
    'src',
  ]);
  check('nothing unused', ['node_modules/knip/bin/knip.js', '--preprocessor', './scripts/knipErrors.mjs']);
  check('format', [
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--log-level',
    'warn',
    '--cache',
    'src',
    'test',
    'bench',
    'client',
    'scripts',
    '*.mjs',
  ]);
  check('types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']);
  check('docs/openapi.json is fresh', ['scripts/openapi.mjs', '--check']);
  check('the errors in docs/api.md are fresh', ['scripts/errors.mjs', '--check']);
  check('the events in docs/api.md and client/ are fresh', ['scripts/events.mjs', '--check']);
  check('src/supabase/database.types.ts is fresh', ['scripts/db.mjs', 'types', '--check']);
}

const report = 'node_modules/.cache/jest-report.json';
mkdirSync('node_modules/.cache', { recursive: true });
rmSync(report, { force: true });
spawnSync(
  node,
  [
    '--experimental-vm-modules',
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
