import { readFileSync } from 'node:fs';
import type { AccessRule } from '../../../src/common/auth/access.decorator.js';
import type { RoleScopeRule } from '../../../src/common/auth/roleScope.decorator.js';

/** A schema of the API document, as far as requests use it. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  example?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

/** One operation of the API document. */
export interface Operation {
  /** `POST /emails/{id}/reply`. */
  name: string;
  method: string;
  /** `/emails/{id}/reply`. */
  template: string;
  rule: AccessRule;
  /** How it treats those whose role counts within scopes alone; undefined: it refuses them. */
  scopes?: RoleScopeRule['kind'];
  query: Parameter[];
  /** What its JSON body has to be. */
  body?: Schema;
  takes_file: boolean;
  answers: string[];
}

interface Written {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
  'x-access': AccessRule;
  'x-role-scopes'?: RoleScopeRule['kind'];
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Written>>;
  components: { schemas: Record<string, Schema> };
};

/** Every operation, in the document's order. */
export const OPERATIONS: Operation[] = Object.entries(document.paths).flatMap(([template, item]) =>
  Object.entries(item).map(([method, { parameters = [], requestBody, responses, 'x-access': rule, 'x-role-scopes': scopes }]) => ({
    name: `${method.toUpperCase()} ${template}`,
    method: method.toUpperCase(),
    template,
    rule,
    scopes,
    query: parameters.filter((parameter) => parameter.in === 'query'),
    body: requestBody?.content['application/json']?.schema,
    takes_file: requestBody !== undefined && !('application/json' in requestBody.content),
    answers: Object.keys(responses),
  })),
);

/** A schema without references and parts: what may be said of a value in one place. */
export function plain(schema: Schema): Schema {
  if (schema.$ref) return plain(document.components.schemas[schema.$ref.split('/').at(-1)!]!);
  const { allOf, oneOf, anyOf, ...own } = schema;
  if (allOf)
    return allOf
      .map(plain)
      .reduce<Schema>((sum, part) => ({ ...part, ...sum, properties: { ...part.properties, ...sum.properties } }), own);
  const either = oneOf ?? anyOf;
  return either ? { ...plain(either[0]!), ...own } : schema;
}

/** The document's operation that a method and a path (without a query) meet. */
export function operationAt(method: string, path: string): Operation | undefined {
  return MATCHERS.find(({ operation, pattern }) => operation.method === method && pattern.test(path))?.operation;
}

/** A fixed path comes before one with a parameter. */
const MATCHERS = OPERATIONS.map((operation) => ({
  operation,
  fixed: operation.template.split('/').filter((part) => !part.startsWith('{')).length,
  pattern: new RegExp(`^${operation.template.replace(/\./g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
})).sort((one, other) => other.fixed - one.fixed);
