// One more worker beside the running product: node worker.mjs, with the product's settings. It is there to be killed.
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../../dist/app.module.js';
import { readEnvironment } from '../../../dist/common/config/environment.js';
import { createLogger, FrameworkLogger } from '../../../dist/common/log/logger.js';
import { JobsService } from '../../../dist/common/jobs/jobs.service.js';
import { findRunning } from '../../../dist/start/foundation.js';

const config = findRunning(readEnvironment(process.env));
if (!config) throw new Error('The product does not run.');
const logger = createLogger('fatal');
const app = await NestFactory.createApplicationContext(AppModule.with(config, logger), {
  logger: new FrameworkLogger(logger),
  abortOnError: false,
});
await app.get(JobsService).start();
// Whoever started it is gone when its stdin ends.
process.stdin.once('end', () => process.exit(0)).resume();
process.stdout.write('ready\n');
