import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Environment, PLATFORM } from './common/config/environment.js';
import { EnvironmentError } from './common/config/settings.js';
import { createLogger } from './common/log/logger.js';
import { HTTP } from './common/http/http.settings.js';
import { PublicAddress } from './common/http/publicAddress.js';
import { JobsService } from './common/jobs/jobs.service.js';
import { ChangeFeedService } from './common/realtime/changeFeed.service.js';
import { EmbeddedAuth } from './auth/embeddedAuth.js';
import { ensureDemoData, ensureDemoMailbox, findDemoAdmin } from './demo/demoData.js';
import { MAIL } from './providers/mail/mail.settings.js';
import { EmbeddedSupabaseError } from './supabase/embedded/embeddedSupabase.js';
import { type Foundation, layFoundation, localSecret } from './start/foundation.js';
import { HostedDatabaseError } from './start/hostedDatabase.js';
import { processSettings } from './start/settings.js';

/** How long the printed token of the demo works, seconds. */
const DEMO_TOKEN_SECONDS = 7 * 86_400;
/** When a stop takes longer than this, something hangs, milliseconds. */
const STOP_MS = 25_000;

const started = performance.now();

function fail(lines: string): never {
  process.stderr.write(`${lines}\n`);
  process.exit(1);
}

/** What a person needs first, each on a line of its own; scripts read these lines too. */
function announce(name: string, value: string | number): void {
  process.stdout.write(`${name} ${value}\n`);
}

async function start(): Promise<void> {
  const settings = processSettings();
  const environment = settings.of(PLATFORM);
  const logger = createLogger(environment.LOG_LEVEL);
  // The application's code is read while the database comes up.
  const [foundation, { createApp }] = await Promise.all([layFoundation(settings, logger), import('./app.setup.js')]);
  let app: NestFastifyApplication | undefined;
  const stop = stopOnce(
    () => app,
    foundation,
    (error) => logger.error({ err: error }, 'the stop was not clean'),
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0));
  try {
    app = await createApp(foundation.config, logger);
    await app.init();
    await app.get(JobsService).start();
    await app.get(ChangeFeedService).start();
    await announceStart(app, foundation);
    announce('ready', Math.round(performance.now() - started));
  } catch (error) {
    logger.debug({ err: error }, 'the start failed');
    process.stderr.write(`${explain(error as NodeJS.ErrnoException, environment)}\n`);
    await stop(1);
  }
}

/** One line for the operator. */
function explain(error: NodeJS.ErrnoException, { HOST, PORT }: Environment): string {
  if (error.syscall === 'listen' && error.code === 'EADDRINUSE')
    return `The API cannot listen: port ${PORT} is taken. Set PORT to a free one, or to 0 for any.`;
  if (error.syscall === 'listen') return `The API cannot listen on ${HOST}:${PORT}: ${error.code}.`;
  return `The start failed: ${error.message}`;
}

async function announceStart(app: NestFastifyApplication, foundation: Foundation): Promise<void> {
  const { config } = foundation;
  const { HOST, PORT, DATA_DIR, DEMO_DATA } = config.environment;
  await app.listen(PORT, HOST);
  const address = app.getHttpServer().address() as { port: number };
  const url = config.environment.PUBLIC_URL ?? `http://${HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST}:${address.port}`;
  app.get(PublicAddress).listensAt(url);
  if (config.runsApi) {
    announce('api', url);
    if (config.of(HTTP).API_DOCS_ENABLED) announce('docs', `${url}/api/docs`);
  } else {
    announce('health', `${url}/health/ready`);
  }
  if (foundation.sandbox_url) announce('sandbox', foundation.sandbox_url);
  const { MAIL_SANDBOX } = config.of(MAIL);
  if (MAIL_SANDBOX) announce('mailbox', MAIL_SANDBOX.url);
  if (config.database.mode !== 'embedded' || !DEMO_DATA) return;
  const password = localSecret(DATA_DIR, 'demo-password');
  const admin = (await findDemoAdmin(app)) ?? (await ensureDemoData(app, password));
  await ensureDemoMailbox(app);
  announce('login', `${admin.email} ${password}`);
  announce('token', await app.get(EmbeddedAuth, { strict: false }).sign(admin, DEMO_TOKEN_SECONDS));
}

/** Ends in order: no new requests, jobs finished, the database last. A second signal does not wait. */
function stopOnce(
  app: () => NestFastifyApplication | undefined,
  foundation: Foundation,
  complain: (error: unknown) => void,
): (code: number) => Promise<never> {
  let stopping: Promise<never> | undefined;
  return (code) =>
    (stopping ??= (async () => {
      setTimeout(() => process.exit(1), STOP_MS).unref();
      await app()?.close().catch(complain);
      await foundation.stop().catch(complain);
      process.exit(code);
    })());
}

await start().catch((error: unknown) => {
  if (error instanceof EnvironmentError || error instanceof EmbeddedSupabaseError || error instanceof HostedDatabaseError)
    fail(error.message);
  fail(`The start failed: ${(error as Error).stack ?? String(error)}`);
});
