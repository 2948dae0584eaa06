// Writes docs/openapi.json from the built product; with --check only says whether it is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { createApp } from '../dist/app.setup.js';
import { ConfigService } from '../dist/common/config/config.service.js';
import { readEnvironment } from '../dist/common/config/environment.js';
import { createLogger } from '../dist/common/log/logger.js';
import { createApiDocument } from '../dist/openapi.js';

const FILE = 'docs/openapi.json';
const nowhere = 'http://127.0.0.1:9';

const config = new ConfigService(readEnvironment({}), {
  database: {
    mode: 'embedded',
    rest_url: nowhere,
    db_url: 'postgresql://nobody@127.0.0.1:9/none',
    service_role_key: 'none',
    anon_key: 'none',
    jwt_secret: 'none',
  },
  link_secret: 'none',
  encryption_keys: ['none'],
  kaleyra: { base_url: nowhere, obd_base_url: nowhere, timeout_ms: 1, max_requests_per_second: 0, recording_hosts: [] },
});
const app = await createApp(config, createLogger('silent'));
const text = `${JSON.stringify(createApiDocument(app), null, 2)}\n`;
await app.close();

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is stale: run npm run docs:openapi.`);
  process.exitCode = 1;
}
