import type { OpenAPIObject } from '@nestjs/swagger';
import { type Operation, type Schema, operationsOf, schemasWithin } from './document.js';

/** Says of every schema what a type of TypeScript cannot: whole numbers, moments, and null among the values of an enumeration. */
export function completeSchemas(document: OpenAPIObject): void {
  const named = Object.values(document.components?.schemas ?? {}) as Schema[];
  const inPlace = operationsOf(document).flatMap(({ operation }) => schemasOfOperation(operation));
  for (const root of [...named, ...inPlace]) for (const { name, schema } of schemasWithin(root)) complete(name, schema);
}

function schemasOfOperation(operation: Operation): Schema[] {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => ('schema' in parameter ? [parameter.schema as Schema] : []));
  const answers = Object.values(operation.responses).flatMap((response) =>
    response && 'content' in response ? Object.values(response.content ?? {}).map((media) => media.schema as Schema) : [],
  );
  return [...parameters, ...answers.filter(Boolean)];
}

function complete(name: string, schema: Schema): void {
  // No figure of this API has a fraction; one that has says so by its format.
  if (schema.type === 'number' && !schema.format) schema.type = 'integer';
  if (schema.type === 'string' && !schema.format && !schema.enum && /(^|_)at$/.test(name)) schema.format = 'date-time';
  if (schema.nullable && schema.enum && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  // Beside `type` and `format`, a null among examples of nullable fields says nothing.
  if (schema.example === null && !schema.nullable) delete schema.example;
}
