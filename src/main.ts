import type { DestinationStream } from 'pino';
import { type Environment, PLATFORM } from './common/config/environment.js';
import { EnvironmentError } from './common/config/settings.js';
import { createLogger } from './common/log/logger.js';
import { terminalLog } from './common/log/terminalLog.js';
import { EmbeddedSupabaseError } from './supabase/embedded/embeddedSupabaseError.js';
import { portFault } from './supabase/embedded/freePort.js';
import { layFoundation } from './start/foundation.js';
import { portRefused } from './supabase/embedded/restGateway.js';
import { HostedDatabaseError } from './start/hostedDatabase.js';
import { Lifetime } from './start/lifetime.js';
import { processSettings } from './start/settings.js';

const started = performance.now();

function fail(lines: string): never {
  process.stderr.write(`${lines}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const settings = processSettings();
  const environment = settings.of(PLATFORM);
  const logger = createLogger(environment.LOG_LEVEL, terminal(environment));
  const lifetime = new Lifetime(logger);
  try {
    await refuseTakenPorts(environment);
    // The application's code is loaded while the database starts: nothing of it may be imported above.
    const goOn = () => lifetime.goOn();
    const [foundation, { startApplication }] = await Promise.all([layFoundation(settings, logger, goOn), import('./start/application.js')]);
    lifetime.atEnd(() => foundation.stop());
    lifetime.goOn();
    await startApplication(foundation, logger, lifetime);
    process.stdout.write(`ready ${Math.round(performance.now() - started)}\n`);
  } catch (error) {
    if (lifetime.isInterrupted) return lifetime.stop(0);
    logger.debug({ err: error }, 'the start failed');
    process.stderr.write(`${explain(error as NodeJS.ErrnoException, environment)}\n`);
    await lifetime.stop(1);
  }
}

/** Readable lines where a person reads them; otherwise undefined, which is JSON. */
function terminal({ LOG_LEVEL }: Environment): DestinationStream | undefined {
  return process.stderr.isTTY ? terminalLog(LOG_LEVEL, process.stderr, process.stderr.hasColors()) : undefined;
}

/** Before the work with the database, which takes its time. Listening still fails when another program takes the port until then. */
async function refuseTakenPorts({ HOST, PORT, SUPABASE_URL, SUPABASE_PORT }: Environment): Promise<void> {
  const code = PORT === 0 ? undefined : await portFault(PORT, HOST);
  if (code) throw Object.assign(new Error(code), { syscall: 'listen', code });
  const fault = SUPABASE_URL || SUPABASE_PORT === 0 ? undefined : await portFault(SUPABASE_PORT);
  if (fault) throw portRefused(SUPABASE_PORT, fault);
}

/** One line for the operator. */
function explain(error: NodeJS.ErrnoException, { HOST, PORT }: Environment): string {
  if (error.syscall === 'listen' && error.code === 'EADDRINUSE')
    return `The API cannot listen: port ${PORT} is taken. Set PORT to a free one, or to 0 for any.`;
  if (error.syscall === 'listen') return `The API cannot listen on ${HOST}:${PORT}: ${error.code}.`;
  if (error instanceof EmbeddedSupabaseError || error instanceof HostedDatabaseError) return error.message;
  // The sentence of an unforeseen error is for callers, who cannot see the cause.
  const { message } = error.code === 'internal_error' && error.cause instanceof Error ? error.cause : error;
  return `The start failed: ${message}`;
}

await start().catch((error: unknown) => {
  if (error instanceof EnvironmentError) fail(error.message);
  fail(`The start failed: ${(error as Error).stack ?? String(error)}`);
});
