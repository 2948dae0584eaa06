import { PLATFORM } from '../common/config/environment.js';
import { EnvironmentError } from '../common/config/settings.js';
import { createLogger, FrameworkLogger } from '../common/log/logger.js';
import { EmbeddedSupabaseError } from '../supabase/embedded/embeddedSupabase.js';
import { findRunning, layFoundation } from './foundation.js';
import { HostedDatabaseError } from './hostedDatabase.js';
import { processSettings } from './settings.js';

/** Reads the clocks of all things anew from what happened. Uses the running product's database, or starts what it needs. */
async function main(): Promise<void> {
  const settings = processSettings();
  const { LOG_LEVEL } = settings.of(PLATFORM);
  const logger = createLogger(LOG_LEVEL === 'info' ? 'warn' : LOG_LEVEL);
  const running = findRunning(settings);
  const foundation = running ? undefined : await layFoundation(settings, logger);
  const { NestFactory } = await import('@nestjs/core');
  const { AppModule } = await import('../app.module.js');
  const { SlaReadingService } = await import('../slaConfig/slaReading.service.js');
  const app = await NestFactory.createApplicationContext(AppModule.with(running ?? foundation!.config, logger), {
    logger: new FrameworkLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks();
  try {
    const reading = app.get(SlaReadingService, { strict: false });
    const { items, changed } = await reading.rebuild(() => new Date());
    process.stdout.write(`read ${items} things anew: ${changed} rows said something else\n`);
  } finally {
    await app.close();
    await foundation?.stop();
  }
}

try {
  await main();
} catch (error) {
  const is_known = error instanceof EnvironmentError || error instanceof EmbeddedSupabaseError || error instanceof HostedDatabaseError;
  process.stderr.write(`${is_known ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
