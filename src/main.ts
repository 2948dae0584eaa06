import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream, Logger } from 'pino';
import { type Environment, PLATFORM } from './common/config/environment.js';
import { EnvironmentError } from './common/config/settings.js';
import { createLogger } from './common/log/logger.js';
import { terminalLog } from './common/log/terminalLog.js';
import { HealthService } from './common/health/health.service.js';
import { HTTP } from './common/http/http.settings.js';
import { PublicAddress } from './common/http/publicAddress.js';
import { JobsService } from './common/jobs/jobs.service.js';
import { ChangeFeedService } from './common/realtime/changeFeed.service.js';
import type { SessionUserDto } from './auth/dto/auth.dto.js';
import { EmbeddedAuth } from './auth/embeddedAuth.js';
import { ensureDemoData, ensureDemoMailbox, findDemoAdmin } from './demo/demoData.js';
import { MAIL } from './providers/mail/mail.settings.js';
import { EmbeddedSupabaseError } from './supabase/embedded/embeddedSupabase.js';
import { DEMO_PASSWORD_FILE, makeKeyFile, readKeyFile } from './supabase/embedded/keyFiles.js';
import { portFault } from './supabase/embedded/freePort.js';
import { portRefused } from './supabase/embedded/restGateway.js';
import { type Foundation, layFoundation } from './start/foundation.js';
import { HostedDatabaseError } from './start/hostedDatabase.js';
import { Lifetime } from './start/lifetime.js';
import { processSettings } from './start/settings.js';

/** How long a load balancer may take to notice that a node is about to stop, milliseconds; the embedded mode has one node. */
const DRAIN_MS = { hosted: 5_000, embedded: 0 };
/** How long the printed token of the demo works, seconds. */
const DEMO_TOKEN_SECONDS = 7 * 86_400;

/** What the printed login consists of. */
interface Demo {
  admin: SessionUserDto;
  password: string;
}

const started = performance.now();

function fail(lines: string): never {
  process.stderr.write(`${lines}\n`);
  process.exit(1);
}

/** What a person needs first, one line each; scripts read these lines too. */
function announce(name: string, value: string | number): void {
  process.stdout.write(`${name} ${value}\n`);
}

async function start(): Promise<void> {
  const settings = processSettings();
  const environment = settings.of(PLATFORM);
  const logger = createLogger(environment.LOG_LEVEL, terminal(environment));
  const lifetime = new Lifetime(logger);
  try {
    await refuseTakenPorts(environment);
    // The application's code is loaded while the database starts.
    const goOn = () => lifetime.goOn();
    const [foundation, { createApp }] = await Promise.all([layFoundation(settings, logger, goOn), import('./app.setup.js')]);
    lifetime.atEnd(() => foundation.stop());
    lifetime.goOn();
    const app = await createApp(foundation.config, logger);
    lifetime.atEnd(() => app.close());
    await lifetime.step(app.init());
    const admin = await lifetime.step(loadDemo(app, foundation, logger));
    await lifetime.step(app.get(JobsService).start());
    await lifetime.step(app.get(ChangeFeedService).start());
    logger.info({ context: 'start' }, 'listening');
    await lifetime.step(app.listen(environment.PORT, environment.HOST));
    await announceStart(app, foundation, admin);
    lifetime.started({ begin: () => app.get(HealthService).drain(), ms: drainTime(foundation) });
    announce('ready', Math.round(performance.now() - started));
  } catch (error) {
    if (lifetime.isInterrupted) return lifetime.stop(0);
    logger.debug({ err: error }, 'the start failed');
    process.stderr.write(`${explain(error as NodeJS.ErrnoException, environment)}\n`);
    await lifetime.stop(1);
  }
}

function drainTime({ config }: Foundation): number {
  return config.environment.DRAIN_TIME ?? DRAIN_MS[config.database.mode];
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
  return `The start failed: ${error.message}`;
}

/** Users, agents and the mailbox of the demo. Before the jobs start: the sandbox's mailbox has another port at each start. */
async function loadDemo(app: NestFastifyApplication, { config }: Foundation, logger: Logger): Promise<Demo | undefined> {
  const { DATA_DIR, DEMO_DATA } = config.environment;
  if (config.database.mode !== 'embedded' || !DEMO_DATA) return undefined;
  const known = await findDemoAdmin(app);
  // Users without their password: one made now would not be theirs. A password without its users is from a start that was cut off.
  const password =
    known || existsSync(path.join(DATA_DIR, DEMO_PASSWORD_FILE.name))
      ? readKeyFile(DATA_DIR, DEMO_PASSWORD_FILE)
      : makeKeyFile(DATA_DIR, DEMO_PASSWORD_FILE);
  if (!known) logger.info({ context: 'start' }, 'loading demo data');
  const admin = known ?? (await ensureDemoData(app, password));
  await ensureDemoMailbox(app);
  return { admin, password };
}

async function announceStart(app: NestFastifyApplication, foundation: Foundation, demo: Demo | undefined): Promise<void> {
  const { config } = foundation;
  const { HOST } = config.environment;
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
  if (config.database.mode === 'embedded') {
    announce('supabase', config.database.supabase_url!);
    announce('anon', config.database.anon_key);
  }
  if (!demo) return;
  announce('login', `${demo.admin.email} ${demo.password}`);
  const auth = app.get(EmbeddedAuth, { strict: false });
  const { session_id } = await auth.startSession(demo.admin.id);
  announce('token', await auth.sign(demo.admin, DEMO_TOKEN_SECONDS, session_id));
}

await start().catch((error: unknown) => {
  if (error instanceof EnvironmentError) fail(error.message);
  fail(`The start failed: ${(error as Error).stack ?? String(error)}`);
});
