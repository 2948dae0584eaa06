import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';

interface Schema {
  $ref?: string;
  nullable?: boolean;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  example?: unknown;
  [key: string]: unknown;
}
interface Response {
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema?: Schema; examples?: Record<string, unknown> }>;
}
interface Operation {
  operationId: string;
  responses: Record<string, Response>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; headers: Record<string, { required?: boolean }> };
}

/** An answer as a client sees it. */
export interface SeenAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Refusals that any request can meet before it reaches a route, and codes that are a provider's. */
const BEFORE_ROUTES = new Set([
  'bad_request',
  'body_broken',
  'body_too_deep',
  'body_too_large',
  'database_unavailable',
  'headers_too_large',
  'method_not_allowed',
  'not_acceptable',
  'not_found',
  'request_timeout',
  'too_many_requests',
  'unavailable',
  'unsupported_media_type',
  'uri_too_long',
  // A constraint of a table that no route has a sentence for.
  'conflict',
  'unprocessable',
]);

/** Compares answers with the API document: status, headers, content type, and every field of the body. */
export class AnswerCheck {
  private readonly document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
  private readonly routes = Object.keys(this.document.paths)
    .map((template) => ({
      template,
      fixed: template.split('/').filter((part) => !part.startsWith('{')).length,
      pattern: toPattern(template),
    }))
    // A fixed path comes before one with a parameter.
    .sort((one, other) => other.fixed - one.fixed);
  private readonly ajv: Ajv;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor() {
    this.ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
    (formats as unknown as (ajv: Ajv) => void)(this.ajv);
    this.ajv.addFormat('binary', true);
    for (const [name, schema] of Object.entries(this.document.components.schemas))
      this.ajv.addSchema(closed(schema), `#/components/schemas/${name}`);
  }

  /** What is wrong with an answer; empty when all is as documented. */
  faults(method: string, url: string, answer: SeenAnswer): string[] {
    if (method === 'HEAD' || method === 'OPTIONS') return [];
    const path = url.split('?')[0]!;
    const route = this.routes.find(({ pattern, template }) => pattern.test(path) && this.document.paths[template]![method.toLowerCase()]);
    const found = route
      ? this.faultsOf(this.document.paths[route.template]![method.toLowerCase()]!, answer)
      : answer.status >= 400
        ? this.faultsOfError(answer)
        : [];
    return found.map((fault) => `${method} ${path} ${answer.status}: ${fault}`);
  }

  /** Whether a value, such as a body that was sent, is as a schema of the document says. */
  allows(schema: object, value: unknown): boolean {
    return this.bodyFaults(JSON.stringify(schema), schema as Schema, value).length === 0;
  }

  private faultsOf(operation: Operation, answer: SeenAnswer): string[] {
    const { status } = answer;
    const response = operation.responses[status];
    if (status >= 400 && this.isBeforeRoutes(answer)) return this.faultsOfError(answer);
    if (!response) return [`the status is not documented (${answer.text.slice(0, 200)})`];
    const missing = Object.entries(response.headers ?? {})
      .filter(([name, { $ref }]) => this.document.components.headers[$ref.split('/').at(-1)!]?.required && !answer.headers.has(name))
      .map(([name]) => `the header ${name} is missing`);
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    const media = response.content?.[type];
    // A file has the type that it has.
    const isFile = Object.values(response.content ?? {}).some(({ schema }) => schema?.format === 'binary');
    if (!media) return isFile && status < 300 ? missing : [...missing, `the content type ${type} is not documented`];
    if (type !== 'application/json' || !media.schema) return missing;
    const body: unknown = JSON.parse(answer.text);
    const faults = [...missing, ...this.bodyFaults(`${operation.operationId} ${status}`, media.schema, body)];
    const code = (body as { code?: string } | null)?.code;
    if (media.examples && status !== 502 && code && !(code in media.examples)) faults.push(`the code ${code} is not documented`);
    return faults;
  }

  private isBeforeRoutes({ headers, text }: SeenAnswer): boolean {
    if (!headers.get('content-type')?.startsWith('application/json')) return false;
    return BEFORE_ROUTES.has((JSON.parse(text) as { code?: string }).code ?? '');
  }

  private faultsOfError({ headers, text }: SeenAnswer): string[] {
    if (!headers.get('content-type')?.startsWith('application/json')) return ['the error is not JSON'];
    return this.bodyFaults('ErrorDto', { $ref: '#/components/schemas/ErrorDto' }, JSON.parse(text));
  }

  private bodyFaults(name: string, schema: Schema, body: unknown): string[] {
    let validate = this.compiled.get(name);
    if (!validate) this.compiled.set(name, (validate = this.ajv.compile(closed(schema))));
    if (validate(body)) return [];
    const words = validate.errors!.map(
      ({ instancePath, message, params }) =>
        `${instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || 'the body'} ${message}${'additionalProperty' in params ? ` (${params.additionalProperty})` : ''}${'allowedValues' in params ? ` (${JSON.stringify(at(body, instancePath))})` : ''}`,
    );
    return [...new Set(words)];
  }
}

function at(body: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], body);
}

function toPattern(template: string): RegExp {
  const parts = template.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}

/** A schema of OpenAPI 3.0 as JSON Schema: null where it may be, and no field that is not declared. */
export function closed(schema: unknown): Schema {
  if (Array.isArray(schema)) return schema.map(closed) as unknown as Schema;
  if (typeof schema !== 'object' || schema === null) return schema as never;
  const { nullable, example: _example, ...rest } = schema as Schema;
  const plain = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'properties' ? Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, closed(one)])) : closed(value),
    ]),
  ) as Schema;
  if (plain.properties && plain.additionalProperties === undefined) plain.additionalProperties = false;
  return nullable ? { anyOf: [{ type: 'null' }, plain] } : plain;
}
