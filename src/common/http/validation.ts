import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { validationFailed } from '../errors/commonErrors.js';

interface FieldFault {
  field: string;
  message: string;
}

/** A body that a route asks for must be there: the library takes none, and null, for an object without fields. */
class BodyValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && (value === undefined || value === null))
      throw validationFailed([{ field: 'body', message: 'a JSON object is needed as the body' }]);
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

/** Checks and converts every query and body; unknown fields are refused, and each bad field is named. */
export function createValidationPipe(): ValidationPipe {
  return new BodyValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => validationFailed(fieldFaults(errors)),
  });
}

function fieldFaults(errors: ValidationError[], prefix = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...fieldFaults(error.children ?? [], `${field}.`)];
  });
}
