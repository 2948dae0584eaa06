// Writes docs/openapi.json from the built product; with --check only says whether it is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { createApiDocument } from '../dist/openapi.js';
import { appWithoutDatabase } from './appWithoutDatabase.mjs';

const FILE = 'docs/openapi.json';
const app = await appWithoutDatabase();
const text = `${JSON.stringify(createApiDocument(app), null, 2)}\n`;
await app.close();

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is stale: run npm run docs:openapi.`);
  process.exitCode = 1;
}
