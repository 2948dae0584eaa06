import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';

/** A boolean that a query spells as text, `true` or `false`, and a body as itself. */
export function QueryBoolean(): PropertyDecorator {
  const spelled: Record<string, boolean> = { true: true, false: false };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (spelled[value] ?? value) : value)),
    IsBoolean(),
  );
}
