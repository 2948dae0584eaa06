import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, ValidateIf, ValidateNested } from 'class-validator';
import { checked, type Rule, type RuleDecorator, ruled } from './rule.js';

/** May be left out, or only `when` the rest of the body allows it. Null is a value, and refused unless the field is `@Nullable()` too. */
export function Optional<T>(when: (body: T) => boolean = () => true): PropertyDecorator {
  return applyDecorators(ApiProperty({ required: false }), (target: object, field: string | symbol) =>
    ValidateIf((body: Record<PropertyKey, unknown>) => body[field] !== undefined || !when(body as T))(target, field),
  );
}

/** May be null, which clears it. */
export function Nullable(): PropertyDecorator {
  return applyDecorators(ApiProperty({ nullable: true }), (target: object, field: string | symbol) =>
    ValidateIf((body: Record<PropertyKey, unknown>) => body[field] !== null)(target, field),
  );
}

export interface ListOptions<T> {
  max?: number;
  min?: number;
  /** No item twice; by a key where items are objects. */
  unique?: boolean | ((item: T) => unknown);
}

/** A list, of things that a rule describes, `@ListOf(Id(), { max: 50 })`, or of objects, `@ListOf(() => ProductDto)`. */
export function ListOf<T>(item: RuleDecorator | (() => Class<T>), options: ListOptions<T> = {}): PropertyDecorator {
  const { min = 0, max, unique } = options;
  const bounds = { ...(min > 0 ? { minItems: min } : {}), ...(max === undefined ? {} : { maxItems: max }) };
  const uniqueness = unique ? [ArrayUnique(...(typeof unique === 'function' ? [unique] : []))] : [];
  const fault = (each: (value: unknown) => string | undefined) => (value: unknown) => {
    if (!Array.isArray(value)) return 'must be an array';
    if (value.length < min) return `must contain at least ${min} elements`;
    if (max !== undefined && value.length > max) return `must contain no more than ${max} elements`;
    const wrong = value.map(each).find((words) => words !== undefined);
    return wrong && `holds a value that ${wrong}`;
  };
  if ('rule' in item) {
    const uniqueItems = unique ? { uniqueItems: true } : {};
    const rule: Rule = { fault: fault(item.rule.fault), schema: { type: 'array', items: item.rule.schema, ...bounds, ...uniqueItems } };
    return ruled(rule, ...uniqueness);
  }
  return applyDecorators(
    ApiProperty({ type: () => [item()], ...bounds } as ApiPropertyOptions),
    checked({ fault: fault(notAnObject) }),
    Type(item),
    ValidateNested({ each: true }),
    ...uniqueness,
  ) as PropertyDecorator;
}

/** An object with fields of its own. */
export function Nested(item: () => Class): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: () => item() }),
    checked({ fault: notAnObject }),
    Type(item),
    ValidateNested(),
  ) as PropertyDecorator;
}

function notAnObject(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'must be an object';
}

/** The fields of a class for a PATCH: each may be left out, and null clears it. */
export function Clearable<T extends object>(base: Class<T>): Class<{ [K in keyof T]?: T[K] | null }> {
  class ClearableDto extends (PartialType(base as Class<object>) as Class<object>) {}
  const fields = (Reflect.getMetadata('swagger/apiModelPropertiesArray', base.prototype as object) ?? []) as string[];
  for (const field of fields) ApiProperty({ nullable: true } as ApiPropertyOptions)(ClearableDto.prototype, field.slice(1));
  return ClearableDto as never;
}
