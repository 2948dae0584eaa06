import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

/** What a value must be: how it is checked, and how the API document says so. */
export interface Rule {
  /** What is wrong with a value, as the end of a sentence that begins with the field: `must be a string`. */
  fault(value: unknown): string | undefined;
  schema: object;
}

/** A decorator of a field, together with its rule, so that lists can apply the rule to each item. */
export type RuleDecorator = PropertyDecorator & { rule: Rule };

/** Checks and documents a field by a rule; `more` are decorators that come along. */
export function ruled(rule: Rule, ...more: PropertyDecorator[]): RuleDecorator {
  const decorator = applyDecorators(ApiProperty(rule.schema as ApiPropertyOptions), checked(rule), ...more) as PropertyDecorator;
  return Object.assign(decorator, { rule });
}

/** Checks a field by a rule and documents nothing. */
export function checked({ fault }: Pick<Rule, 'fault'>): PropertyDecorator {
  return ValidateBy({
    name: 'rule',
    validator: {
      validate: (value) => fault(value) === undefined,
      defaultMessage: (args) => `${args!.property} ${fault(args!.value)}`,
    },
  });
}
