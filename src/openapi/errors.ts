import type { OpenAPIObject } from '@nestjs/swagger';
import { type AccessRule } from '../common/auth/access.decorator.js';
import { type DeclaredError, declaredError } from '../common/errors/appError.js';
import {
  ambiguousCredentials,
  badRequest,
  bodyTooLarge,
  databaseUnavailable,
  forbidden,
  internalError,
  notFound,
  personNeeded,
  rateLimited,
  tooManyRequests,
  unauthenticated,
  unsupportedMediaType,
  validationFailed,
} from '../common/errors/commonErrors.js';
import { CONTROLLER_REFUSES_EXTENSION, REFUSES_EXTENSION } from '../common/errors/refuses.decorator.js';
import { bodyBroken, tooMuchUnderWay } from '../common/http/intake.js';
import { requestTimeout } from '../common/http/requestLimits.js';
import { tooManyExports } from '../common/list/csv.interceptor.js';
import { answerShownOnce, idempotencyInProgress, idempotencyKeyReused } from '../common/idempotency/idempotency.interceptor.js';
import { WEBHOOK_PATHS } from '../common/webhookInbox/webhookDoor.js';
import type { Operation, Response } from './document.js';

const REQUEST_ID = '5b0c2a51-8a3c-4d0b-9d52-0f3f0f6c9a11';
const DETAILS: Record<string, unknown> = {
  validation_failed: [{ field: 'limit', message: 'limit must not be greater than 200' }],
  forbidden: { module: 'emails', action: 'edit' },
};

type Extended = Operation & {
  [REFUSES_EXTENSION]?: (DeclaredError | string)[];
  [CONTROLLER_REFUSES_EXTENSION]?: (DeclaredError | string)[];
};

/** Gives an operation its refusals: what it declares, and what every request of its kind can meet. */
export function documentErrors(operation: Operation, method: string, path: string, rule: AccessRule | undefined): void {
  const extended = operation as Extended;
  const declared = [...(extended[REFUSES_EXTENSION] ?? []), ...(extended[CONTROLLER_REFUSES_EXTENSION] ?? [])].map(definition);
  delete extended[REFUSES_EXTENSION];
  delete extended[CONTROLLER_REFUSES_EXTENSION];
  const usual = path.startsWith(WEBHOOK_PATHS) ? doorDefaults(operation) : defaults(operation, method, rule);
  const errors = new Map([...usual, ...declared].map((error) => [error.code, error]));
  // Something is named in the path, and whoever names nothing gets this.
  if (path.includes('{') && ![...errors.values()].some(({ statusCode }) => statusCode === 404)) errors.set(notFound.code, notFound);
  const byStatus = new Map<number, DeclaredError[]>();
  for (const error of errors.values()) byStatus.set(error.statusCode, [...(byStatus.get(error.statusCode) ?? []), error]);
  for (const [status, group] of byStatus) operation.responses[status] ??= errorResponse(group);
}

function definition(error: DeclaredError | string): DeclaredError {
  if (typeof error !== 'string') return error;
  const found = declaredError(error);
  if (!found) throw new Error(`@Refuses names an error that is declared nowhere: ${error}.`);
  return found;
}

function defaults(operation: Operation, method: string, rule: AccessRule | undefined): DeclaredError[] {
  const isPublic = rule?.kind === 'public';
  const person = rule && 'person' in rule && rule.person;
  return [
    validationFailed,
    ...(operation.requestBody ? [badRequest, bodyTooLarge, unsupportedMediaType, requestTimeout, tooMuchUnderWay] : []),
    ...(method === 'get' && JSON.stringify(operation.responses[200] ?? {}).includes('PageDto"') ? [tooManyExports] : []),
    ...(isPublic ? [] : [unauthenticated, ambiguousCredentials]),
    ...(rule?.kind === 'module' ? [forbidden] : []),
    ...(person ? [personNeeded] : []),
    ...(!isPublic && !person ? [rateLimited] : []),
    ...(!isPublic && method !== 'get' ? [idempotencyInProgress, answerShownOnce, idempotencyKeyReused] : []),
    internalError,
    databaseUnavailable,
  ];
}

/** Providers are answered before the rest of the pipeline, whatever the content type. */
function doorDefaults({ requestBody }: Operation): DeclaredError[] {
  return [...(requestBody ? [bodyBroken, bodyTooLarge, requestTimeout] : []), tooManyRequests, internalError, databaseUnavailable];
}

/** One answer for each status; it has an example for each code, as it is sent. */
function errorResponse(errors: DeclaredError[]): Response {
  const example = ({ code, statusCode, sentence }: DeclaredError) => ({
    statusCode,
    code,
    message: sentence,
    ...(DETAILS[code] ? { details: DETAILS[code] } : {}),
    request_id: REQUEST_ID,
  });
  return {
    description: errors
      .map(({ code, sentence }) => (errors.length === 1 ? `\`${code}\`: ${sentence}` : `- \`${code}\`: ${sentence}`))
      .join('\n'),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorDto' },
        examples: Object.fromEntries(errors.map((error) => [error.code, { summary: error.sentence, value: example(error) }])),
      },
    },
  };
}

/** The headers that answers carry: each has an id, and those that ask to wait say how long. */
export function documentHeaders(document: OpenAPIObject, operation: Operation): void {
  for (const [status, response] of Object.entries(operation.responses) as [string, Response][]) {
    response.headers = {
      ...response.headers,
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
      ...(status === '429' ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
    };
  }
  document.components!.headers = {
    RequestId: { description: 'Identifies the request in the log.', required: true, schema: { type: 'string' }, example: REQUEST_ID },
    RetryAfter: {
      description: 'Seconds to wait before trying again.',
      required: true,
      schema: { type: 'integer', minimum: 0 },
      example: 60,
    },
  };
}
