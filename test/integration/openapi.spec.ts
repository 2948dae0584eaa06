import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { documentFor } from '../../src/openapi/audience.js';
import { AUDIENCES, type Audience, TAGS } from '../../src/openapi/tags.js';
import { closed } from '../support/answerCheck.js';

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  nullable?: boolean;
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema & { example?: unknown }>;
  example?: unknown;
  allOf?: Schema[];
  oneOf?: Schema[];
}
interface Operation {
  operationId: string;
  tags: string[];
  description?: string;
  summary?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description?: string; content?: Record<string, Media> }>;
  'x-access'?: { kind: string; person?: true };
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  tags: { name: string; description: string }[];
  servers: unknown[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

/** Operations that anyone may call, and what protects them instead. A new one must be added here on purpose. */
const PUBLIC: Record<string, string> = {
  'GET /health': 'tells nothing but a state',
  'GET /health/live': 'tells nothing',
  'GET /health/ready': 'tells nothing but states',
  'GET /metrics': 'figures only; close it at the proxy',
  'POST /auth/login': 'the password',
  'POST /auth/refresh': 'the refresh token',
  'GET /calls/recordings/{id}': 'the signature of the link',
  'POST /webhooks/gmail': "Google's token, or the secret in the address",
  'GET /emails/attachments/{id}': 'the signature of the link',
  'GET /conversations/media/{id}': 'the signature of the link',
  'GET /ivr-calls/recordings/{id}': 'the signature of the link',
  'GET /survey-answers/{token}': 'the signature of the link',
  'POST /survey-answers/{token}': 'the signature of the link',
  'GET /notifications/unsubscribe': 'the signature of the link',
  'POST /notifications/unsubscribe': 'the signature of the link',
  'POST /webhooks/interakt': "Interakt's signature, or the secret in the address",
  'POST /webhooks/interact/{slug}': "Interakt's signature, or the secret in the address",
  'POST /webhooks/netcore': 'the secret in the address',
  'POST /webhooks/netcore/{slug}': 'the secret in the address',
  'GET /webhooks/ivr/{slug}': 'the secret in the address, or in a header',
  'POST /webhooks/ivr/{slug}': 'the secret in the address, or in a header',
  'POST /webhooks/workflows/{id}': 'the secret of the rule, in the address or in a header',
  'GET /webhooks/kaleyra/callback': 'the token in the address that we gave the provider',
};

it('is public only where this test says so', () => {
  const open = operations.filter(([, operation]) => operation['x-access']?.kind === 'public').map(([name]) => name);
  expect(open.sort()).toEqual(Object.keys(PUBLIC).sort());
});

function resolved(schema: Schema): Schema {
  return schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
}

describe.each(operations)('%s', (name, operation) => {
  const [method] = name.split(' ');

  it('has a summary and a security', () => {
    expect(operation.summary).toMatch(/\S{2,}.*[.!?]/);
    expect(operation['x-access']?.kind).toMatch(/^(public|authenticated|module)$/);
    const { kind, person } = operation['x-access']!;
    expect(operation.security).toEqual(kind === 'public' ? [] : person ? [{ bearer: [] }] : [{ bearer: [] }, { apiKey: [] }]);
  });

  it('types its request', () => {
    for (const parameter of operation.parameters ?? [])
      for (const schema of parameter.schema?.oneOf ?? [parameter.schema])
        expect([parameter.name, schema?.type ?? schema?.$ref]).toEqual([parameter.name, expect.any(String)]);
    // An order about one thing, POST /things/{id}/enable, may need no words.
    const isOrder =
      (method === 'POST' || method === 'PATCH') &&
      /(\{(\w+_)?id\}|auth|notifications)(\/[a-z-]+){1,2}$/.test(name) &&
      !operation.requestBody;
    if (!isOrder && (method === 'POST' || method === 'PUT' || method === 'PATCH')) {
      // A file is sent as it is.
      const { 'application/octet-stream': bytes, 'text/csv': table } = operation.requestBody?.content ?? {};
      if (bytes ?? table) return expect((bytes ?? table)!.schema).toEqual({ type: 'string', format: 'binary' });
      const body = operation.requestBody?.content['application/json']?.schema;
      expect(body?.$ref).toBeDefined();
      expect(Object.keys(resolved(body!).properties ?? {})).not.toHaveLength(0);
    }
  });

  it('can be named when it changes something', () => {
    const writes = method !== 'GET' && operation['x-access']!.kind !== 'public';
    expect((operation.parameters ?? []).some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key')).toBe(
      writes,
    );
  });

  it('types its answers, with examples', () => {
    const success = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    expect(success.length).toBeGreaterThan(0);
    for (const [, answer] of success) {
      const [media] = Object.values(answer.content ?? {});
      expect(media?.schema).toBeDefined();
      const schema = resolved(media!.schema!);
      const item = schema.type === 'array' ? resolved(schema.items!) : schema;
      const examples = Object.values(item.properties ?? { self: item }).filter(
        (property) => property.example !== undefined || property.$ref || property.items || property.allOf,
      );
      expect(examples.length).toBeGreaterThan(0);
    }
  });

  it('names its errors in the one shape', () => {
    const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    expect(failures.map(([status]) => status)).toEqual(
      expect.arrayContaining(['500', '503', ...(operation['x-access']!.kind === 'public' ? [] : ['401'])]),
    );
    for (const [status, answer] of failures) {
      if (['GET /health', 'GET /health/ready'].includes(name) && status === '503') continue;
      const media = answer.content?.['application/json'];
      expect([status, media?.schema?.$ref]).toEqual([status, '#/components/schemas/ErrorDto']);
      for (const [code, { value }] of Object.entries(media?.examples ?? {}))
        expect(value).toMatchObject({ statusCode: Number(status), code, message: expect.any(String) });
    }
  });
});

const fields = Object.entries(document.components.schemas).flatMap(([name, { properties = {} }]) =>
  Object.entries(properties).map(([field, schema]) => [`${name}.${field}`, field, schema] as const),
);

describe('the document', () => {
  it('has one class for each shape: of two with one name, the later would stand for both', () => {
    const names = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.dto.ts'))
      .flatMap((file) => [...readFileSync(path.join('src', file), 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(300);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('names each operation as a function: a verb, then words, none of them twice, and no name twice', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const VERBS =
      /^(act|add|approve|assign|call|cancel|change|check|claim|click|clock|complete|count|create|delete|dismiss|download|enable|end|explain|export|follow|forward|get|identify|link|list|log|mark|merge|place|preview|receive|reconcile|redeliver|refresh|reject|reopen|reparse|replace|replay|reply|request|reschedule|resend|restore|retry|revoke|rotate|run|save|search|send|set|settle|simulate|split|stop|sync|test|transfer|triage|unassign|undo|unfollow|unlink|unmerge|unsubscribe|update|upload|watch|withdraw)([A-Z]|$)/;
    expect(ids.filter((id) => !VERBS.test(id))).toEqual([]);
    const words = (id: string) => id.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
    expect(ids.filter((id) => new Set(words(id)).size < words(id).length || /Controller|_/.test(id))).toEqual([]);
  });

  it('has one tag for each operation, described, with health last', () => {
    const described = document.tags.map(({ name }) => name);
    expect(operations.filter(([, { tags }]) => tags.length !== 1 || !described.includes(tags[0]!))).toEqual([]);
    expect(document.tags.filter(({ description }) => !description)).toEqual([]);
    expect(described.at(-1)).toBe('Health');
    expect(document.servers).toHaveLength(1);
  });

  it('says of each moment that it is one, and of each number that it is whole', () => {
    const moments = fields.filter(([, field, { type }]) => /(^|_)at$/.test(field) && type === 'string');
    expect(moments.filter(([, , { format }]) => format !== 'date-time')).toEqual([]);
    expect(fields.filter(([, , { type, format }]) => type === 'number' && !format)).toEqual([]);
  });

  it('closes every field that is a status', () => {
    const OPEN =
      /^(CallLogDto|StatusBreakdownDto|CallAttemptDto|CallAttemptDetailDto)\.(status|provider)$|^TimelineEntryDto\.status$|^MessageStatusEventDto\.status$|^HistoryEntryDto|^IvrCall(Detail)?Dto\.raw_status$|^(Agent(OnBoard|TimePiece|Status)?|(Create|Set)AgentStatus|ClockIn|AvailabilityInterval|TeamMember)Dto\.status$|^Webhook\w*\.namespace$/;
    const states = fields.filter(
      ([name, field, { type }]) =>
        type === 'string' && /(^|_)(status|state|direction|priority|sentiment|role|namespace|provider)$/.test(field) && !OPEN.test(name),
    );
    expect(states.filter(([, , { enum: values }]) => !values).map(([name]) => name)).toEqual([]);
  });

  it('has examples that are valid', () => {
    const ajv = new Ajv({ strict: false });
    (formats as unknown as (ajv: Ajv) => void)(ajv);
    ajv.addFormat('binary', true);
    for (const [name, schema] of Object.entries(document.components.schemas)) ajv.addSchema(closed(schema), `#/components/schemas/${name}`);
    const wrong = fields.filter(([, , schema]) => schema.example !== undefined && !ajv.validate(closed(schema), schema.example));
    expect(wrong.map(([name, , { example }]) => [name, example])).toEqual([]);
    for (const [name, operation] of operations)
      for (const media of [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
        Object.values(part?.content ?? {}),
      ))
        for (const { value } of Object.values(media.examples ?? {}))
          expect([name, ajv.validate(closed(media.schema), value) || ajv.errors]).toEqual([name, true]);
  });

  it('is written in plain English', () => {
    const TICS = /\b(whoever|anew|meanwhile|nobody|somebody|is told|of its own|by itself|he|his|him)\b/i;
    const texts = [...JSON.stringify(document).matchAll(/"(?:summary|description)":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!);
    expect([...new Set(texts.filter((text) => TICS.test(text)))]).toEqual([]);
    const IMPERATIVE = /^[A-Z][a-z]+[ ,](?!is\b|are\b)/;
    expect(operations.map(([, { summary }]) => summary!).filter((summary) => !IMPERATIVE.test(summary))).toEqual([]);
  });
});

describe.each(Object.keys(AUDIENCES) as Audience[])('the document for the audience %s', (audience) => {
  const part = documentFor(audience, document as unknown as OpenAPIObject);
  const tags = new Set(TAGS.filter(({ audiences }) => audiences.includes(audience)).map(({ name }) => name));

  it('has the operations of its tags, with all schemas that they use and no others', () => {
    const shown = Object.values(part.paths).flatMap((item) => Object.values(item) as unknown as Operation[]);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.every((operation) => tags.has(operation.tags[0]!))).toBe(true);
    const text = JSON.stringify(part);
    const named = [...new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!))];
    expect(Object.keys(part.components!.schemas!).sort()).toEqual(named.sort());
  });
});
