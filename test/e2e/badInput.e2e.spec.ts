import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../support/app.js';

interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  allOf?: Schema[];
}
interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  'x-access': { kind: string };
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

/** A path of the operation; what it names need not exist, for the request is refused before. */
const filled = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    /^\/(changes\/failures|webhook-events|activity-log)\//.test(path) ? '1' : /(^|_)id$/.test(name) ? randomUUID() : name,
  );

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(() => product.close());

interface Refused {
  code: string;
  details?: unknown;
}
const fieldsOf = (body?: Refused) =>
  Array.isArray(body?.details) ? (body.details as { field: string }[]).map(({ field }) => field) : undefined;
const refusal = async (method: string, path: string, body?: unknown) => {
  const answer = await product.call<Refused>(method, path, { body });
  return [answer.status, answer.body?.code, fieldsOf(answer.body)];
};
const mail = (extra: object) => ({ support_email_id: randomUUID(), subject: 'x', body_text: 'x', to: ['asha@example.com'], ...extra });

describe('input that nobody can mean', () => {
  it.each<[string, string, unknown, string]>([
    ['POST', '/auth/login', '{"email":"a\\ud800@example.com","password":"x"}', 'email'],
    ['POST', '/emails/drafts', mail({ to: [[]] }), 'to'],
    ['POST', '/emails', mail({ to: [[]] }), 'to'],
    ['POST', '/emails', mail({ cc: [[]] }), 'cc'],
    ['POST', '/emails', mail({ to: [{ email: '"x\r\nBcc: evil@example.com"@example.com' }] }), 'to.0.email'],
    ['POST', '/emails', mail({ send_after: '2026-W52-2' }), 'send_after'],
    ['POST', '/emails', mail({ send_after: '2026-055' }), 'send_after'],
    ['POST', '/emails', mail({ send_after: '20261220T000000Z' }), 'send_after'],
    ['POST', '/emails', mail({ subject: 'a\u0000' }), 'subject'],
    ['POST', '/emails/bulk', { filter: { status: 'open' }, change: [{ status: 'open' }] }, 'change'],
    ['POST', '/emails/bulk', { filter: { is_read: 'true' }, change: { status: 'open' } }, 'filter.is_read'],
    ['POST', '/calls/sync', { from_date: null }, 'from_date'],
    ['POST', '/calls/reconcile', { dry_run: null }, 'dry_run'],
    ['GET', '/emails?received_from=2026-02-24T00:00:00-23:59', undefined, 'received_from'],
    ['GET', '/webhook-events?from=2026-02-24T00:00:00%2B17:00', undefined, 'from'],
    ['GET', '/webhook-deliveries?to=2026-W09-2&cursor=x', undefined, 'to'],
    ['GET', '/calls/attempts?requested_by=x&cursor=x', undefined, 'requested_by'],
    ['GET', '/roles?page=0x10', undefined, 'page'],
    ['GET', '/roles?limit=%205%20', undefined, 'limit'],
    ['GET', '/roles?limit=%2B5', undefined, 'limit'],
    ['GET', '/changes?after=1e3', undefined, 'after'],
  ])('%s %s %j is refused', async (method, path, body, field) =>
    expect(await refusal(method, path, body)).toEqual([400, 'validation_failed', [field]]),
  );

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])('a field called %s is refused', async (name) => {
    const answer = await product.call('POST', '/roles', { body: `{"name":"some_role","${name}":{"prototype":{"x":1}}}` });
    expect(answer.status).toBe(400);
    expect((await product.call('GET', `/roles?${name}=1`)).status).toBe(400);
    const nested = { filter: { status: 'open' }, change: { status: 'open', toString: 1 } };
    expect(await refusal('POST', '/emails/bulk', nested)).toEqual([400, 'validation_failed', ['change.toString']]);
  });
});

const nulls = operations.flatMap(({ method, path, operation }) => {
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema || path.startsWith('/webhooks/')) return [];
  const { properties = {} } = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
  return Object.entries(properties).map(([field, { nullable = false }]) => [method, path, field, nullable] as const);
});

describe('null', () => {
  it.each(nulls.filter(([, , , nullable]) => !nullable))('is refused by %s %s for %s', async (method, path, field) => {
    const [status, , fields] = await refusal(method, filled(path), { [field]: null });
    expect([status, fields]).toEqual([400, expect.arrayContaining([field])]);
  });

  it.each(nulls.filter(([, , , nullable]) => nullable))('is taken by %s %s for %s', async (method, path, field) => {
    const [, , fields] = await refusal(method, filled(path), { [field]: null });
    expect(fields ?? []).not.toContain(field);
  });
});
