// One API node in a process of its own, for proofs that need several on one database: prints `api <url>` when it is ready.
import { createApp } from '../../../dist/app.setup.js';
import { ConfigService } from '../../../dist/common/config/config.service.js';
import { readSettings } from '../../../dist/start/settings.js';
import { createLogger } from '../../../dist/common/log/logger.js';
import { JobsService } from '../../../dist/common/jobs/jobs.service.js';
import { ChangeFeedService } from '../../../dist/common/realtime/changeFeed.service.js';

const runtime = JSON.parse(process.env.NODE_RUNTIME);
const config = new ConfigService(readSettings({ KALEYRA_SYNC_CRON: 'off', LOG_LEVEL: process.env.NODE_LOG ?? 'error' }), runtime);
const app = await createApp(config, createLogger(config.environment.LOG_LEVEL));
await app.init();
await app.get(JobsService).start();
await app.get(ChangeFeedService).start();
await app.listen(0, '127.0.0.1');
process.stdout.write(`api ${await app.getUrl()}\n`);
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
// Whoever started it is gone.
process.stdin.once('end', () => process.exit(0)).resume();
