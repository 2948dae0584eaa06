import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { createApp } from '../app.setup.js';
import type { SessionUserDto } from '../auth/dto/auth.dto.js';
import { EmbeddedAuth } from '../auth/embeddedAuth.js';
import { HealthService } from '../common/health/health.service.js';
import { HTTP } from '../common/http/http.settings.js';
import { PublicAddress } from '../common/http/publicAddress.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import { ensureDemoAgents } from '../demo/demoAgents.js';
import { beginDemoChats, type DemoChats, ensureDemoChats } from '../demo/demoChats.js';
import { makeDemoLeads } from '../demo/demoLeads.js';
import { makeDemoTickets } from '../demo/demoTickets.js';
import { beginDemoIvr, type DemoIvr, ensureDemoIvr } from '../demo/demoIvr.js';
import { ensureDemoData, ensureDemoMailbox, findDemoAdmin } from '../demo/demoData.js';
import { DemoShift } from '../demo/demoShift.js';
import { MAIL } from '../providers/mail/mail.settings.js';
import { DEMO_PASSWORD_FILE, makeKeyFile, readKeyFile } from '../supabase/embedded/keyFiles.js';
import type { Foundation } from './foundation.js';
import type { Lifetime } from './lifetime.js';

/** How long a load balancer may take to notice that a node is about to stop, milliseconds; the embedded mode has one node. */
const DRAIN_MS = { hosted: 5_000, embedded: 0 };
/** How long the printed token of the demo works, seconds. */
const DEMO_TOKEN_SECONDS = 7 * 86_400;

/** What the printed login consists of. */
interface Demo {
  admin: SessionUserDto;
  password: string;
  chats?: DemoChats;
  ivr?: DemoIvr;
}

/** Starts the application on its foundation, until it listens; what is to be stopped is told to `lifetime`, which may end the start. */
export async function startApplication(foundation: Foundation, logger: Logger, lifetime: Lifetime): Promise<void> {
  const { PORT, HOST } = foundation.config.environment;
  const app = await createApp(foundation.config, logger);
  lifetime.atEnd(() => app.close());
  await lifetime.step(app.init());
  // Triggers on the demo's rows add jobs.
  await lifetime.step(app.get(JobsService).install());
  const demo = await lifetime.step(loadDemo(app, foundation, logger));
  await lifetime.step(app.get(JobsService).start());
  await lifetime.step(app.get(ChangeFeedService).start());
  logger.info({ context: 'start' }, 'listening');
  await lifetime.step(app.listen(PORT, HOST));
  await announceStart(app, foundation, demo);
  if (demo?.ivr) beginDemoIvr(app, demo.ivr, ownUrl(app), (error) => logger.warn({ err: error }, "the demo's callers do not call"));
  if (foundation.chat && demo?.chats)
    // Nobody waits for it: customers write when they like.
    void beginDemoChats(foundation.chat, demo.chats, ownUrl(app)).catch((error: unknown) =>
      logger.warn({ err: error }, "the demo's customers do not write"),
    );
  if (demo) {
    const shift = new DemoShift(app, logger);
    lifetime.atEnd(() => shift.end());
    shift.begin();
  }
  if (demo && foundation.config.runsJobs)
    void makeDemoLeads(app, demo.admin.id).catch((error: unknown) => logger.warn({ err: error }, 'the demo has no leads'));
  if (demo && foundation.config.runsJobs)
    void makeDemoTickets(app, demo.admin.id).catch((error: unknown) => logger.warn({ err: error }, 'the demo has no tickets'));
  lifetime.started({ begin: () => app.get(HealthService).drain(), ms: drainTime(foundation) });
}

function drainTime({ config }: Foundation): number {
  return config.environment.DRAIN_TIME ?? DRAIN_MS[config.database.mode];
}

/** Users, agents, mailbox and chat providers of the demo. Before the jobs start: the mailbox has another port at each start. */
async function loadDemo(app: NestFastifyApplication, { config, chat }: Foundation, logger: Logger): Promise<Demo | undefined> {
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
  await ensureDemoAgents(app, password);
  await ensureDemoMailbox(app);
  const chats = chat && (await ensureDemoChats(app, chat, admin.id));
  return { admin, password, chats, ivr: chat && (await ensureDemoIvr(app, admin.id)) };
}

/** Where this process listens, for another on this machine. */
function ownUrl(app: NestFastifyApplication): string {
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
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
  if (foundation.chat && demo) announce('chat', foundation.chat.phone_url);
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

/** What a person needs first, one line each; scripts read these lines too. */
function announce(name: string, value: string | number): void {
  process.stdout.write(`${name} ${value}\n`);
}
