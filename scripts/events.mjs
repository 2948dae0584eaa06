// Writes the events that the modules declare into docs/api.md and client/events.ts; with --check only says whether they are stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { clientTypes } from '../dist/common/realtime/clientTypes.js';
import { EventCatalogue } from '../dist/common/realtime/eventCatalogue.js';
import { eventsTable } from '../dist/common/realtime/eventsTable.js';
import { appWithoutDatabase } from './appWithoutDatabase.mjs';

const TABLE = /(?<=<!-- events: npm run docs:events -->\n).*?(?=\n<!-- \/events -->)/s;

const app = await appWithoutDatabase();
const { entities, events } = app.get(EventCatalogue, { strict: false });
await app.close();

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
const api = read('docs/api.md');
if (!TABLE.test(api)) throw new Error('docs/api.md has no place for the events.');
const written = {
  'docs/api.md': api.replace(TABLE, () => eventsTable(events)),
  'client/events.ts': await format(clientTypes(entities), { ...(await resolveConfig('client/events.ts')), parser: 'typescript' }),
};

mkdirSync('client', { recursive: true });
for (const [file, text] of Object.entries(written)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (read(file) !== text) {
    console.error(`${file} is stale: run npm run docs:events.`);
    process.exitCode = 1;
  }
}
