import cliProgress from 'cli-progress';
import { parseArgs } from 'node:util';
import { AppError } from '../common/errors/appError.js';
import { PLATFORM } from '../common/config/environment.js';
import { EnvironmentError } from '../common/config/settings.js';
import { createLogger, FrameworkLogger } from '../common/log/logger.js';
import type { CallSyncService } from '../kaleyraVoice/callSync.service.js';
import type { CallSyncRunDto } from '../kaleyraVoice/dto/callSync.dto.js';
import { EmbeddedSupabaseError } from '../supabase/embedded/embeddedSupabase.js';
import { findRunning, layFoundation } from './foundation.js';
import { HostedDatabaseError } from './hostedDatabase.js';
import { processSettings } from './settings.js';

const USAGE = 'Usage: npm run calls:sync -- --from 2026/01/01 --to 2026/03/31';
const LOOK_MS = 250;
const DAY_MS = 86_400_000;

/** Fetches call logs of any range of days and shows the progress. Uses the running product, or starts what it needs. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean' } }, strict: true });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const settings = processSettings();
  const { LOG_LEVEL } = settings.of(PLATFORM);
  const logger = createLogger(LOG_LEVEL === 'info' ? 'warn' : LOG_LEVEL);
  const running = findRunning(settings);
  const [foundation, application] = await Promise.all([running ? undefined : layFoundation(settings, logger), loadApplication()]);
  const { NestFactory, AppModule, JobsService, CallSyncService } = application;
  const app = await NestFactory.createApplicationContext(AppModule.with(running ?? foundation!.config, logger), {
    logger: new FrameworkLogger(logger),
    abortOnError: false,
  });
  app.enableShutdownHooks();
  try {
    // If the product is running, its workers do the job; on a hosted database this process helps.
    if (!running) await app.get(JobsService).start();
    const sync = app.get(CallSyncService);
    const started = await sync.start({ from_date: values.from, to_date: values.to }, 'backfill', new Date());
    const run = await follow(sync, started);
    if (run.state === 'failed') {
      process.stderr.write(`${run.error_code}: ${run.error_message} (${run.synced} rows are stored; run the command again to continue)\n`);
      return 1;
    }
    process.stdout.write(
      `synced ${run.synced} rows of ${run.from_date} to ${run.to_date}: ${run.inserted} new, ${run.updated} changed, ` +
        `${run.unchanged} unchanged, ${run.rejected} unreadable\n`,
    );
    return 0;
  } finally {
    await app.close();
    await foundation?.stop();
  }
}

/** Takes a second: not before the options are checked, and while the database starts. */
async function loadApplication() {
  return {
    ...(await import('@nestjs/core')),
    ...(await import('../app.module.js')),
    ...(await import('../common/jobs/jobs.service.js')),
    ...(await import('../kaleyraVoice/callSync.service.js')),
  };
}

async function follow(sync: CallSyncService, run: CallSyncRunDto): Promise<CallSyncRunDto> {
  const days = daysBetween(run.from_date, run.to_date) + 1;
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage}% | {value}/{total} days | {rows} rows | {pages} pages | {duration_formatted}',
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    stream: process.stdout,
  });
  bar.start(days, 0, { rows: run.synced, pages: run.pages });
  const show = (current: CallSyncRunDto) =>
    bar.update(Math.min(days, daysBetween(current.from_date, current.next_date)), { rows: current.synced, pages: current.pages });
  let current = run;
  while (current.state === 'queued' || current.state === 'running') {
    show(current);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    current = await sync.getRun(run.id);
  }
  show(current);
  bar.stop();
  return current;
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS));
}

/** The message for the person at the prompt: the invalid fields, or the one line of a failed start. */
function explain(error: unknown): string {
  if (error instanceof AppError) {
    const faults = Array.isArray(error.details) ? (error.details as { message: string }[]).map((fault) => fault.message) : [error.message];
    return [...faults, ...(error.statusCode === 400 ? [USAGE] : [])].join('\n');
  }
  if (error instanceof EnvironmentError || error instanceof EmbeddedSupabaseError || error instanceof HostedDatabaseError)
    return error.message;
  return `${(error as Error).message}\n${USAGE}`;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
