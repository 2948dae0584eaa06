import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { validationFailed } from '../errors/commonErrors.js';

interface FieldFault {
  field: string;
  message: string;
}

/** Checks and converts every query and body; unknown fields are refused, and each bad field is named. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
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
