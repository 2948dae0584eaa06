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

/** Bodies and queries differ: a query spells numbers and booleans as text. */
class InputPipe extends ValidationPipe {
  private readonly queries = new ValidationPipe({ ...OPTIONS, transformOptions: FROM_QUERY });

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return metadata.type === 'query' ? this.queries.transform(value, metadata) : super.transform(value, metadata);
  }
}

/** Checks and converts every query and body; unknown fields are refused, and each bad field is named. */
export function createValidationPipe(): ValidationPipe {
  return new InputPipe(OPTIONS);
}

function fieldFaults(errors: ValidationError[], prefix = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...fieldFaults(error.children ?? [], `${field}.`)];
  });
}
