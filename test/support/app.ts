import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createApp } from '../../src/app.setup.js';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import { ConfigService } from '../../src/common/config/config.service.js';
import { readSettings } from '../../src/start/settings.js';
import { PublicAddress } from '../../src/common/http/publicAddress.js';
import { createLogger } from '../../src/common/log/logger.js';
import { JobsService } from '../../src/common/jobs/jobs.service.js';
import { ChangeFeedService } from '../../src/common/realtime/changeFeed.service.js';
import { type KaleyraSandbox, type KaleyraSandboxOptions, startKaleyraSandbox } from '../../src/providers/kaleyra/kaleyra.sandbox.js';
import { AnswerCheck, type SeenAnswer } from './answerCheck.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { SecretWatch } from './secretWatch.js';
import type { Values } from '../../src/common/config/variables.js';
import { KALEYRA } from '../../src/providers/kaleyra/kaleyra.settings.js';

export type RoleName = 'admin' | 'supervisor' | 'agent' | 'viewer';

/** The whole product on a database of its own, with a provider that plays along. */
export interface TestApp {
  app: NestFastifyApplication;
  database: TestDatabase;
  sandbox: KaleyraSandbox;
  /** Where it listens. */
  url: string;
  /** All it logged, at level trace, and every secret it was given; `close` raises when one is in the other. */
  watch: SecretWatch;
  /** A bearer token of a user with this role, or with none. */
  token(role?: RoleName): Promise<string>;
  /** A request as this role; the answer's body is parsed when it is JSON. */
  call<T = Record<string, unknown>>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  close(): Promise<void>;
}

export interface CallOptions {
  as?: RoleName | null;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The answer is not what the API document says, on purpose. */
  undocumented?: true;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

export interface TestAppOptions {
  environment?: Record<string, string>;
  sandbox?: KaleyraSandboxOptions;
  kaleyra?: Partial<Values<typeof KALEYRA.variables>>;
  database?: TestDatabase;
  /** Called when the application is made and does nothing yet. */
  beforeStart?(app: NestFastifyApplication): void;
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const [database, sandbox] = await Promise.all([
    options.database ?? createTestDatabase({ rest: true }),
    startKaleyraSandbox(options.sandbox ?? {}),
  ]);
  const settings = readSettings({
    KALEYRA_SYNC_CRON: 'off',
    YOUTUBE_POLL_CRON: 'off',
    KALEYRA_TIMEOUT_SECONDS: '2',
    LOG_LEVEL: 'trace',
    MAIL_ALLOW_PRIVATE: '127.0.0.1,localhost',
    // Nothing that a test sends leaves this machine.
    INTERAKT_BASE_URL: 'http://127.0.0.1:9',
    NETCORE_API_URL: 'http://127.0.0.1:9/',
    ...options.environment,
  });
  const { url: sandbox_url, api_key } = sandbox;
  const config = new ConfigService(settings.with(KALEYRA, { KALEYRA_SANDBOX: { url: sandbox_url, api_key }, ...options.kaleyra }), {
    database: {
      mode: 'embedded',
      rest_url: database.restUrl,
      db_url: database.dbUrl,
      service_role_key: database.serviceRoleKey,
      anon_key: database.anonKey,
      jwt_secret: database.jwtSecret,
    },
    link_secret: 'a secret that only tests know, long enough',
    encryption_keys: ['a key that only tests know, long enough too'],
  });
  const watch = new SecretWatch();
  watch.plant('service role key', config.database.service_role_key);
  watch.plant('jwt secret', config.database.jwt_secret);
  watch.plant('password of the database', decodeURIComponent(new URL(config.database.db_url).password));
  watch.plant('link secret', config.link_secret);
  watch.plant('encryption key', config.encryption_keys[0]);
  watch.plant('key of the provider', config.of(KALEYRA).KALEYRA_SANDBOX?.api_key);
  const app = await createApp(config, createLogger(config.environment.LOG_LEVEL, watch));
  await app.init();
  options.beforeStart?.(app);
  await app.get(JobsService).start();
  await app.get(ChangeFeedService).start();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  app.get(PublicAddress).listensAt(url);
  const tokens = new Map<string, Promise<string>>();

  const token = (role?: RoleName): Promise<string> => {
    const name = role ?? 'none';
    let known = tokens.get(name);
    if (!known) {
      const auth = app.get(EmbeddedAuth, { strict: false });
      known = auth.ensureUser(`${name}@example.com`, randomUUID(), role ?? '').then((user) => auth.sign(user, 3600));
      void known.then((signed) => watch.plant('bearer token', signed));
      tokens.set(name, known);
    }
    return known;
  };

  const call = async <T>(
    method: string,
    path: string,
    { as = 'admin', token: given, body, headers, undocumented }: CallOptions = {},
  ): Promise<Answer<T>> => {
    const bearer = given ?? (as ? await token(as) : undefined);
    watch.plant('bearer token', bearer);
    watch.plant('API key', headers?.['x-api-key']);
    plantFields(watch, body);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    // With its byte order mark, if it has one.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
    if (!undocumented) expectDocumented(method, path, { status: response.status, headers: response.headers, text });
    const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
    const parsed: unknown = isJson && text ? JSON.parse(text) : undefined;
    plantFields(watch, parsed);
    return { status: response.status, headers: response.headers, text, body: parsed as T };
  };

  const close = async (): Promise<void> => {
    await app.close();
    await sandbox.stop();
    if (!options.database) await database.drop();
    watch.expectNoSecrets();
  };

  return { app, database, sandbox, url, watch, token, call, close };
}

let answers: AnswerCheck | undefined;

/** Raises when an answer is not the documented one. */
function expectDocumented(method: string, path: string, answer: SeenAnswer): void {
  const faults = (answers ??= new AnswerCheck()).faults(method, path, answer);
  if (process.env.ANSWER_FAULTS && faults.length > 0) return appendFileSync(process.env.ANSWER_FAULTS, `${faults.join('\n')}\n`);
  if (faults.length > 0) throw new Error(`Not as in docs/openapi.json:\n${faults.join('\n')}`);
}

/** Secrets in what is sent and answered, wherever their names show them. */
function plantFields(watch: SecretWatch, body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const fields = body as Record<string, unknown>;
  for (const name of ['password', 'access_token', 'key', 'secret', 'authorization_token', 'refresh_token', 'client_secret'])
    watch.plant(name, fields[name]);
}
