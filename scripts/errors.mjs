// Writes the table of errors in docs/api.md from the built product's own declarations; with --check only says whether it is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import '../dist/app.setup.js';
import { declaredErrors } from '../dist/common/errors/appError.js';

const FILE = 'docs/api.md';
const BEGIN = '<!-- errors: written by npm run docs:errors -->';
const END = '<!-- /errors -->';

/** The folder below src/ that declares each code. */
function foldersOfCodes() {
  const folders = new Map();
  for (const file of readdirSync('src', { recursive: true }).map((name) => name.replaceAll(path.sep, '/'))) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const [first, second] = file.split('/');
    for (const [, code] of readFileSync(`src/${file}`, 'utf8').matchAll(/defineError\(\s*'(\w+)'/g)) {
      folders.set(code, first === 'common' ? `common/${second}` : first);
    }
  }
  return folders;
}

const folders = foldersOfCodes();
const rows = declaredErrors()
  .sort((a, b) => a.statusCode - b.statusCode || (a.code < b.code ? -1 : 1))
  .map(
    ({ code, statusCode, sentence }) => `| ${statusCode} | \`${code}\` | ${sentence.replaceAll('|', '\\|')} | \`${folders.get(code)}\` |`,
  );
const table = [BEGIN, '', '| status | code | message | declared in |', '|---|---|---|---|', ...rows, '', END].join('\n');

const text = readFileSync(FILE, 'utf8');
const [before, rest] = text.split(BEGIN);
const fresh = `${before}${table}${rest.split(END)[1]}`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, fresh);
} else if (fresh !== text) {
  console.error(`${FILE} is stale: run npm run docs:errors.`);
  process.exitCode = 1;
}
