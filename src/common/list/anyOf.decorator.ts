import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsArray, IsIn, IsOptional } from 'class-validator';

/** A filter that takes one of these values or several: `status=pending`, `status=pending,approved`, `status=pending&status=approved`. */
export function AnyOf(values: readonly string[]): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: values, isArray: true, explode: false, style: 'form' } as object),
    Transform(({ value }: { value: unknown }) => (value === undefined ? value : [value].flat().flatMap(split))),
    IsOptional(),
    IsArray(),
    IsIn(values, { each: true }),
  );
}

function split(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}
