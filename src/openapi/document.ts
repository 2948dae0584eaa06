import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
export type Response = { description: string; headers?: Record<string, object>; content?: Record<string, Media> };
interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { summary?: string; value: unknown }>;
}
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  example?: unknown;
  description?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  default?: unknown;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Each operation of a document, with where it is. */
export function operationsOf(document: OpenAPIObject): { path: string; method: (typeof METHODS)[number]; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  );
}

/** Every schema within a value, each once, parents first. */
export function* schemasWithin(schema: Schema | undefined, name = ''): Generator<{ name: string; schema: Schema }> {
  if (!schema) return;
  yield { name, schema };
  for (const [field, property] of Object.entries(schema.properties ?? {})) yield* schemasWithin(property, field);
  for (const part of [schema.items, ...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
    yield* schemasWithin(part, name);
  if (typeof schema.additionalProperties === 'object') yield* schemasWithin(schema.additionalProperties);
}
