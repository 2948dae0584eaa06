import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { ConfigService, type DatabaseSettings, type RuntimeSettings } from '../common/config/config.service.js';
import { type Environment, PLATFORM } from '../common/config/environment.js';
import type { CheckedSettings } from '../common/config/settings.js';
import { INTERAKT, type InteraktSandboxSection } from '../providers/interakt/interakt.settings.js';
import { IVR_WEBHOOKS } from '../ivrWebhooks/ivrWebhooks.settings.js';
import type { IvrSandbox } from '../providers/ivr/ivr.sandbox.js';
import { KALEYRA } from '../providers/kaleyra/kaleyra.settings.js';
import { startKaleyraSandbox } from '../providers/kaleyra/kaleyra.sandbox.js';
import type { MailSandbox } from '../providers/mail/mail.sandbox.js';
import { MAIL, type MailSandboxSection } from '../providers/mail/mail.settings.js';
import { NETCORE, type NetcoreSandboxSection } from '../providers/netcore/netcore.settings.js';
import type { ShopSandbox } from '../providers/shop/shop.sandbox.js';
import { SHOP } from '../providers/shop/shop.settings.js';
import type { YoutubeSandbox } from '../providers/youtube/youtube.sandbox.js';
import { YOUTUBE } from '../providers/youtube/youtube.settings.js';
import type { WhatsappSandbox } from '../providers/whatsapp/whatsapp.sandbox.js';
import { startEmbeddedSupabase } from '../supabase/embedded/embeddedSupabase.js';
import { DEMO_PASSWORD_FILE, ENCRYPTION_KEY_FILE, LINK_SECRET_FILE, readKeyFile } from '../supabase/embedded/keyFiles.js';
import { isOpenToOthers, writePrivateFile } from '../supabase/embedded/privateFile.js';
import { checkHostedDatabase } from './hostedDatabase.js';

/** The folder that holds package.json, wherever the product was started from. */
const PRODUCT_ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Hosts that no network lies before. */
const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

const MIGRATIONS = path.join(PRODUCT_ROOT, 'supabase/migrations');

/** What the application runs on: database and provider sandboxes, started, and the settings that follow from them. */
export interface Foundation {
  config: ConfigService;
  /** Whether the database was created by this start. */
  first_start: boolean;
  sandbox_url?: string;
  /** Plays the chat providers and the telephones of their customers. */
  chat?: WhatsappSandbox;
  /** Stops what was started here, the database last. */
  stop(): Promise<void>;
}

/**
 * Starts what the settings ask for; `goOn` is called between two steps and may throw to end the start. Raises
 * EmbeddedSupabaseError or HostedDatabaseError, whose message is one line for the operator.
 */
export async function layFoundation(settings: CheckedSettings, logger: Logger, goOn?: () => void): Promise<Foundation> {
  const environment = settings.of(PLATFORM);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const hosted = environment.SUPABASE_URL ? hostedDatabase(environment) : undefined;
    if (hosted) await checkProject(hosted.db_url, logger);
    if (!hosted && environment.SANDBOX_PROFILE !== 'none') logger.info({ context: 'start' }, 'starting the sandboxes');
    const [embedded, sandbox, mail, chat, shop, ivr, youtube] = await Promise.all([
      hosted ? undefined : startEmbedded(environment, logger, goOn),
      startSandbox(environment, settings.of(KALEYRA).KALEYRA_API_KEY),
      startMail(environment),
      startChat(environment, settings),
      startShop(environment, settings),
      startIvr(environment),
      startYoutube(environment, settings),
    ]);
    if (embedded) stops.push(() => embedded.stop());
    if (sandbox) stops.push(() => sandbox.stop());
    if (mail) stops.push(() => mail.stop());
    if (chat) stops.push(() => chat.stop());
    if (shop) stops.push(() => shop.stop());
    if (ivr) stops.push(() => ivr.stop());
    if (youtube) stops.push(() => youtube.stop());
    const database: DatabaseSettings = hosted ?? {
      mode: 'embedded',
      rest_url: embedded!.restUrl,
      supabase_url: embedded!.gatewayUrl,
      db_url: embedded!.dbUrl,
      service_role_key: embedded!.serviceRoleKey,
      anon_key: embedded!.anonKey,
      jwt_secret: embedded!.jwtSecret,
    };
    const runtime: RuntimeSettings = {
      database,
      link_secret: environment.LINK_SECRET ?? readKeyFile(environment.DATA_DIR, LINK_SECRET_FILE),
      encryption_keys: [
        environment.ENCRYPTION_KEY ?? readKeyFile(environment.DATA_DIR, ENCRYPTION_KEY_FILE),
        ...(environment.ENCRYPTION_KEYS_OLD ?? []),
      ],
    };
    if (embedded) warnOfOpenFiles(environment.DATA_DIR, logger);
    const sandboxes = {
      ...sandboxesOf(sandbox, mail, chat),
      shop: shop && { url: shop.url, api_key: shop.api_key },
      ivr: ivr && { url: ivr.url },
      youtube: youtube && { url: youtube.url, api_key: youtube.api_key },
    };
    if (embedded) stops.push(leaveNote(environment.DATA_DIR, { pid: process.pid, runtime, sandboxes }));
    const config = new ConfigService(withSandboxes(settings, sandboxes), runtime);
    return { config, first_start: embedded?.firstStart ?? false, sandbox_url: sandbox?.control_url, chat, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const NOTE = 'runtime.json';

interface Note {
  pid: number;
  runtime: RuntimeSettings;
  sandboxes: Sandboxes;
}

/** Tells other commands of the same installation where things are. Returns a function that removes the note. */
function leaveNote(data_dir: string, note: Note): () => Promise<void> {
  const file = path.join(data_dir, NOTE);
  writePrivateFile(file, JSON.stringify(note));
  return async () => rmSync(file, { force: true });
}

/** The settings of the process that runs on this data folder right now, or undefined when none does. */
export function findRunning(settings: CheckedSettings): ConfigService | undefined {
  try {
    const { pid, runtime, sandboxes } = JSON.parse(readFileSync(path.join(settings.of(PLATFORM).DATA_DIR, NOTE), 'utf8')) as Note;
    process.kill(pid, 0);
    return new ConfigService(withSandboxes(settings, sandboxes), runtime);
  } catch {
    // No note, or its writer is gone: nothing runs.
    return undefined;
  }
}

async function checkProject(db_url: string, logger: Logger): Promise<void> {
  const { ahead, is_open } = await checkHostedDatabase(db_url, MIGRATIONS);
  if (ahead.length > 0)
    logger.info({ context: 'start', migrations: ahead }, 'the database is newer than this version, but compatible with it');
  const { hostname } = new URL(db_url);
  if (is_open && !LOCAL_HOSTS.has(hostname))
    logger.warn({ context: 'start' }, 'SUPABASE_DB_URL: the connection is not encrypted; see docs/runbooks/start_fails.md');
}

function hostedDatabase(environment: Environment): DatabaseSettings {
  const base = environment.SUPABASE_URL!;
  return {
    mode: 'hosted',
    rest_url: base,
    auth_url: `${base}/auth/v1`,
    db_url: environment.SUPABASE_DB_URL!,
    service_role_key: environment.SUPABASE_SERVICE_ROLE_KEY!,
    anon_key: environment.SUPABASE_ANON_KEY!,
    jwt_secret: environment.SUPABASE_JWT_SECRET,
    jwks_url: environment.SUPABASE_JWT_SECRET ? undefined : (environment.SUPABASE_JWKS_URL ?? `${base}/auth/v1/.well-known/jwks.json`),
  };
}

function startEmbedded(environment: Environment, logger: Logger, goOn?: () => void) {
  return startEmbeddedSupabase({
    dataDir: environment.DATA_DIR,
    migrationsDir: MIGRATIONS,
    embeddedSqlDir: path.join(PRODUCT_ROOT, 'supabase/embedded'),
    gatewayPort: environment.SUPABASE_PORT,
    log: (line) => logger.info({ context: 'embedded' }, line),
    step: (words) => {
      goOn?.();
      logger.info({ context: 'start' }, words);
    },
  });
}

type Sandbox = Awaited<ReturnType<typeof startKaleyraSandbox>>;

/** The sandbox plays the provider only where nothing real is configured: embedded, and without a key. */
async function startSandbox(
  { SANDBOX_PROFILE, SANDBOX_SEED, SUPABASE_URL }: Environment,
  api_key: string | undefined,
): Promise<Sandbox | undefined> {
  if (SUPABASE_URL || api_key || SANDBOX_PROFILE === 'none') return undefined;
  return startKaleyraSandbox({ profile: SANDBOX_PROFILE, seed: SANDBOX_SEED });
}

/** The mail sandbox plays a mailbox and its customers, in embedded mode only. Its code is loaded while the database starts. */
async function startMail({ SANDBOX_PROFILE, SANDBOX_SEED, SUPABASE_URL }: Environment): Promise<MailSandbox | undefined> {
  if (SUPABASE_URL || SANDBOX_PROFILE === 'none') return undefined;
  const { startMailSandbox } = await import('../providers/mail/mail.sandbox.js');
  return startMailSandbox({ profile: 'demo', seed: SANDBOX_SEED });
}

/** The chat sandboxes likewise, unless one of the providers is real. */
async function startChat(
  { SANDBOX_PROFILE, SANDBOX_SEED, SUPABASE_URL }: Environment,
  settings: CheckedSettings,
): Promise<WhatsappSandbox | undefined> {
  const is_real = settings.of(INTERAKT).INTERAKT_API_KEY !== undefined || settings.of(NETCORE).NETCORE_API_KEY !== undefined;
  if (SUPABASE_URL || is_real || SANDBOX_PROFILE === 'none') return undefined;
  const [{ startWhatsappSandbox }, { DEMO_PEOPLE }] = await Promise.all([
    import('../providers/whatsapp/whatsapp.sandbox.js'),
    import('../demo/demoPeople.js'),
  ]);
  return startWhatsappSandbox({ people: DEMO_PEOPLE, seed: SANDBOX_SEED });
}

/** The shop of the demo and its payouts, unless one of them is real. */
async function startShop({ SANDBOX_PROFILE, SUPABASE_URL }: Environment, settings: CheckedSettings): Promise<ShopSandbox | undefined> {
  const { ORDER_API_URL, PAYOUT_API_URL } = settings.of(SHOP);
  if (SUPABASE_URL || ORDER_API_URL || PAYOUT_API_URL || SANDBOX_PROFILE === 'none') return undefined;
  const [{ startShopSandbox }, { DEMO_ORDERS }] = await Promise.all([
    import('../providers/shop/shop.sandbox.js'),
    import('../demo/demoOrders.js'),
  ]);
  return startShopSandbox({ orders: DEMO_ORDERS });
}

/** Where the IVR providers of the demo keep recordings. */
async function startIvr({ SANDBOX_PROFILE, SUPABASE_URL }: Environment): Promise<IvrSandbox | undefined> {
  if (SUPABASE_URL || SANDBOX_PROFILE === 'none') return undefined;
  return (await import('../providers/ivr/ivr.sandbox.js')).startIvrSandbox();
}

/** The videos of the demo, unless the real ones are read. */
async function startYoutube(
  { SANDBOX_PROFILE, SUPABASE_URL }: Environment,
  settings: CheckedSettings,
): Promise<YoutubeSandbox | undefined> {
  if (SUPABASE_URL || settings.of(YOUTUBE).YOUTUBE_API_KEY || SANDBOX_PROFILE === 'none') return undefined;
  const [{ startYoutubeSandbox }, { demoComments }] = await Promise.all([
    import('../providers/youtube/youtube.sandbox.js'),
    import('../demo/demoLeads.js'),
  ]);
  return startYoutubeSandbox({ comments: demoComments(new Date()) });
}

interface Sandboxes {
  ivr?: { url: string };
  youtube?: { url: string; api_key: string };
  shop?: { url: string; api_key: string };
  kaleyra?: { url: string; api_key: string };
  mail?: MailSandboxSection;
  interakt?: InteraktSandboxSection;
  netcore?: NetcoreSandboxSection;
}

/** The owners of sandboxes find in their settings where those run; the mail servers among them may be connected to. */
function withSandboxes(settings: CheckedSettings, { kaleyra, mail, interakt, netcore, shop, ivr, youtube }: Sandboxes): CheckedSettings {
  const own = (mail?.accounts ?? []).flatMap(({ imap_port, smtp_port }) => [`127.0.0.1:${imap_port}`, `127.0.0.1:${smtp_port}`]);
  const MAIL_ALLOW_PRIVATE = [...(settings.of(MAIL).MAIL_ALLOW_PRIVATE ?? []), ...own];
  return settings
    .with(KALEYRA, { KALEYRA_SANDBOX: kaleyra })
    .with(MAIL, { MAIL_SANDBOX: mail, MAIL_ALLOW_PRIVATE })
    .with(INTERAKT, { INTERAKT_SANDBOX: interakt })
    .with(NETCORE, { NETCORE_SANDBOX: netcore })
    .with(SHOP, { SHOP_SANDBOX: shop })
    .with(IVR_WEBHOOKS, { IVR_SANDBOX: ivr })
    .with(YOUTUBE, { YOUTUBE_SANDBOX: youtube });
}

function sandboxesOf(kaleyra: Sandbox | undefined, mail: MailSandbox | undefined, chat: WhatsappSandbox | undefined): Sandboxes {
  return {
    ...chat?.sections,
    kaleyra: kaleyra && { url: kaleyra.url, api_key: kaleyra.api_key },
    mail: mail && {
      url: mail.url,
      accounts: mail.accounts.map(({ email_address, username, password, imap_port, smtp_port }) => ({
        email_address,
        username,
        password,
        imap_port,
        smtp_port,
      })),
    },
  };
}

/** Files of secrets that others can read are used, and complained about: whoever mends them may have to make new ones. */
function warnOfOpenFiles(data_dir: string, logger: Logger): void {
  for (const name of ['secrets.json', ...[LINK_SECRET_FILE, ENCRYPTION_KEY_FILE, DEMO_PASSWORD_FILE].map((file) => file.name)]) {
    const file = path.join(data_dir, name);
    if (isOpenToOthers(file)) logger.warn({ file }, 'other users of this machine can read a secret file; run chmod 600 on it');
  }
}
