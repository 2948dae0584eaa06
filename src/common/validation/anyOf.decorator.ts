import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Optional } from './shape.decorators.js';
import { Text, type TextOptions } from './text.decorators.js';
import { Id, OneOf } from './value.decorators.js';
import { checked, type Rule } from './rule.js';

/** A filter that takes one of these values or several: `status=pending`, `status=pending,approved`, `status=pending&status=approved`. */
export function AnyOf(values: readonly string[]): PropertyDecorator {
  const { fault } = OneOf(values).rule;
  return applyDecorators(
    ApiPropertyOptional({ enum: values, isArray: true, explode: false, style: 'form' } as object),
    Transform(({ value }: { value: unknown }) => (value === undefined ? value : [value].flat().flatMap(split))),
    Optional(),
    checked({ fault: (value) => (Array.isArray(value) ? value.map(fault).find((words) => words !== undefined) : 'must be an array') }),
  );
}

/** A filter that takes one text or several: `team=billing&team=returns`. Texts may hold commas, so nothing is split. */
export function AnyOfTexts(options: TextOptions): PropertyDecorator {
  return oneOrSeveral(Text(options).rule);
}

/** A filter that takes one id or several: `department_id=…&department_id=…`. */
export function AnyOfIds(): PropertyDecorator {
  return oneOrSeveral(Id().rule);
}

/** As AnyOf, for a filter that comes in a body too: there one value alone stays one, and several are a list. */
export function OneOrMoreOf(values: readonly string[]): PropertyDecorator {
  return oneOrSeveral(OneOf(values).rule, (value) => (typeof value === 'string' && value.includes(',') ? split(value) : value));
}

function oneOrSeveral({ fault, schema }: Rule, parts: (value: unknown) => unknown = (value) => value): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ oneOf: [schema, { type: 'array', items: schema }] }),
    // One value alone is answered as fast as it always was.
    Transform(({ value }: { value: unknown }) => {
      const given = parts(value);
      return Array.isArray(given) && given.length === 1 ? (given[0] as unknown) : given;
    }),
    Optional(),
    checked({
      fault: (value) =>
        [value]
          .flat()
          .map(fault)
          .find((words) => words !== undefined),
    }),
  );
}

function split(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}
