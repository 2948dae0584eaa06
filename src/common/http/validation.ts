import { type ArgumentMetadata, type ValidationError, ValidationPipe, type ValidationPipeOptions } from '@nestjs/common';
import { validationFailed } from '../errors/commonErrors.js';
import { FROM_QUERY } from '../validation/source.js';

interface FieldFault {
  field: string;
  message: string;
}

const OPTIONS: ValidationPipeOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  transform: true,
  stopAtFirstError: true,
  exceptionFactory: (errors) => validationFailed(fieldFaults(errors)),
};

/**
 * Bodies and queries differ: a query spells numbers and booleans as text, and a body that a route asks for must be there, because the
 * library takes none, and null, for an object without fields.
 */
class InputPipe extends ValidationPipe {
  private readonly queries = new ValidationPipe({ ...OPTIONS, transformOptions: FROM_QUERY });

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && (value === undefined || value === null))
      throw validationFailed([{ field: 'body', message: 'a JSON object is needed as the body' }]);
    const inherited = inheritedNames(value);
    if (inherited.length > 0) throw validationFailed(inherited.map((field) => ({ field, message: `property ${field} should not exist` })));
    if (metadata.type === 'query') return this.queries.transform(value, metadata) as Promise<unknown>;
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

/** Checks and converts every query and body; unknown fields are refused, and each bad field is named. */
export function createValidationPipe(): ValidationPipe {
  return new InputPipe(OPTIONS);
}

/** The library takes what every object has by birth, such as `toString`, for a known field, and lets it in. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

function inheritedNames(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(INHERITED.has(name) ? [`${prefix}${name}`] : []),
    ...inheritedNames(inner, `${prefix}${name}.`),
  ]);
}

function fieldFaults(errors: ValidationError[], prefix = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...fieldFaults(error.children ?? [], `${field}.`)];
  });
}
