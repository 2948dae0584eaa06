import { readFileSync } from 'node:fs';

interface Media {
  schema?: Schema;
}
interface Schema {
  $ref?: string;
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema & { example?: unknown }>;
  example?: unknown;
  allOf?: Schema[];
}
interface Operation {
  summary?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description?: string; content?: Record<string, Media> }>;
  'x-access'?: { kind: string; person?: true };
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

function resolved(schema: Schema): Schema {
  return schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
}

describe.each(operations)('%s', (name, operation) => {
  const [method] = name.split(' ');

  it('has a summary and a security', () => {
    expect(operation.summary).toMatch(/\S{2,}.*[.!?]/);
    expect(operation['x-access']?.kind).toMatch(/^(public|authenticated|module)$/);
    const { kind, person } = operation['x-access']!;
    expect(operation.security ?? []).toEqual(kind === 'public' ? [] : person ? [{ bearer: [] }] : [{ bearer: [] }, { apiKey: [] }]);
  });

  it('types its request', () => {
    for (const parameter of operation.parameters ?? [])
      expect([parameter.name, parameter.schema?.type ?? parameter.schema?.$ref]).toEqual([parameter.name, expect.any(String)]);
    // An order about one thing, POST /things/{id}/enable, may need no words.
    const isOrder = method === 'POST' && /(\{id\}|auth)\/[a-z-]+$/.test(name) && !operation.requestBody;
    if (!isOrder && (method === 'POST' || method === 'PUT' || method === 'PATCH')) {
      // A file is sent as it is.
      if (operation.requestBody?.content['application/octet-stream'])
        return expect(operation.requestBody.content['application/octet-stream'].schema).toEqual({ type: 'string', format: 'binary' });
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
      if (name === 'GET /health/ready' && status === '503') continue;
      expect([status, answer.content?.['application/json']?.schema?.$ref]).toEqual([status, '#/components/schemas/ErrorDto']);
    }
  });
});
