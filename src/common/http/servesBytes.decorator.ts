import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Refuses } from '../errors/refuses.decorator.js';
import { rangeNotSatisfiable, type RangeWish } from './byteRange.js';

/** Documents a route that answers with `answerBytes`. What else it refuses is named beside this, in `refuses`. */
export function ServesBytes(description: string, types: string[], refuses: Parameters<typeof Refuses>): MethodDecorator {
  const schema = { type: 'string', format: 'binary', example: '(bytes)' };
  return applyDecorators(
    ApiProduces(...types),
    ApiOkResponse({ description, schema }),
    ApiResponse({ status: 206, description: 'The part that the header `Range` asks for.', schema }),
    Refuses(rangeNotSatisfiable, ...refuses),
  );
}

/** Which part of a content the request asks for. */
export const WishedRange = createParamDecorator((_: unknown, context: ExecutionContext): RangeWish => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return { range: headers.range, if_range: headers['if-range'] as string | undefined };
});
