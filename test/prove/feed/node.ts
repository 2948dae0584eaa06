// One API node in a process of its own, for proofs that need several on one database: prints `api <url>` when it is ready.
import { createApp } from '../../../src/app.setup.js';
import { ConfigService, type RuntimeSettings } from '../../../src/common/config/config.service.js';
import { readEnvironment } from '../../../src/common/config/environment.js';
import { createLogger } from '../../../src/common/log/logger.js';
import { JobsService } from '../../../src/common/jobs/jobs.service.js';
import { ChangeFeedService } from '../../../src/common/realtime/changeFeed.service.js';

const runtime = JSON.parse(process.env['NODE_RUNTIME']!) as RuntimeSettings;
const config = new ConfigService(readEnvironment({ KALEYRA_SYNC_CRON: 'off', LOG_LEVEL: process.env['NODE_LOG'] ?? 'error' }), runtime);
const app = await createApp(config, createLogger(config.environment.LOG_LEVEL));
await app.init();
await app.get(JobsService).start();
await app.get(ChangeFeedService).start();
await app.listen(0, '127.0.0.1');
process.stdout.write(`api ${await app.getUrl()}\n`);
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
// Whoever started it is gone.
process.stdin.once('end', () => process.exit(0)).resume();
