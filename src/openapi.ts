import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ACCESS_EXTENSION, type AccessRule, demandedAction } from './common/auth/access.decorator.js';
import { ErrorDto } from './common/errors/errorBody.dto.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const ERROR_TEXTS: Record<string, string> = {
  400: 'The request is not valid; details list each invalid field.',
  401: 'No valid token or API key.',
  403: 'The role does not allow this.',
  404: 'It does not exist, or you do not have access to it.',
  409: 'It conflicts with what is already stored.',
  415: 'The body is of a content type that this route does not read.',
  422: 'Understood, but it cannot be processed.',
  429: 'The API key has used up its requests for this hour; `Retry-After` says when the next hour begins.',
  500: 'Something went wrong on our side.',
  502: 'The provider failed; the code says how.',
  503: 'Something the request needs is unavailable; try again shortly.',
};

/** Of every request that changes something and has a caller. */
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Names the request, 1 to 255 printable characters: sent again with the same key and content, it gets the stored answer and is ' +
    'not done twice.',
  schema: { type: 'string' as const, maxLength: 255 },
};

/** The API document, complete with what every endpoint has in common: errors, security, CSV of lists. */
export function createApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Customer Success Backend')
    .setDescription('E-mail, WhatsApp and phone calls of a company, as one story per customer.')
    .setVersion('1')
    // The first one is what a person meets first behind "Authorize".
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'POST /auth/login gives a token; `npm start` prints one.',
    })
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'POST /api-keys gives one. Not together with a bearer token.' },
      'apiKey',
    )
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    extraModels: [ErrorDto],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) completeOperation(operation, method, path);
    }
  }
  return document;
}

function completeOperation(operation: Operation, method: string, path: string): void {
  const rule = (operation as Operation & { [ACCESS_EXTENSION]?: AccessRule })[ACCESS_EXTENSION];
  const isPublic = rule?.kind === 'public';
  const takesKeys = !isPublic && !(rule && 'person' in rule);
  // A summary stands in one line, however many its comment has.
  if (operation.summary) operation.summary = operation.summary.replaceAll('\n', ' ');
  if (isPublic) delete operation.security;
  else operation.security = [{ bearer: [] }, ...(takesKeys ? [{ apiKey: [] }] : [])];
  if (!isPublic && method !== 'get') (operation.parameters ??= []).push(IDEMPOTENCY_KEY);
  for (const parameter of operation.parameters ?? []) {
    if ('schema' in parameter && parameter.in === 'query') describeExample(parameter as QueryParameter);
  }
  if (rule?.kind === 'module')
    operation.description = [operation.description, `Needs \`${demandedAction(rule, method)}\` on \`${rule.module}\`.`]
      .filter(Boolean)
      .join('\n\n');
  const statuses = [500, 503];
  if (operation.parameters?.length || operation.requestBody) statuses.push(400);
  if (operation.requestBody) statuses.push(415);
  if (!isPublic) statuses.push(401);
  if (rule?.kind === 'module' || (!isPublic && !takesKeys)) statuses.push(403);
  if (path.includes('{')) statuses.push(404);
  if (method !== 'get') statuses.push(409, 422);
  if (takesKeys) statuses.push(429);
  if (path.startsWith('/calls/') && !path.startsWith('/calls/dashboard')) statuses.push(502);
  for (const status of statuses) {
    operation.responses[status] ??= { description: ERROR_TEXTS[status]! };
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    // Whatever a route produces when all is well, its errors are JSON.
    if (Number(status) >= 400 && response && 'description' in response && !response.content?.['application/json']) {
      response.content = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorDto' } } };
    }
  }
  const success = operation.responses[200];
  if (method === 'get' && success && 'content' in success) {
    const schema = success.content?.['application/json']?.schema;
    if (schema && '$ref' in schema && schema.$ref.endsWith('PageDto')) {
      success.content!['text/csv'] = { schema: { type: 'string', example: 'id,…\r\n' } };
    }
  }
}

type QueryParameter = { description?: string; schema: { example?: unknown } };

/** Swagger UI fills a parameter with its example, so that "try it out" would filter by invented values: say it in words instead. */
function describeExample(parameter: QueryParameter): void {
  const { example, ...schema } = parameter.schema;
  if (example === undefined) return;
  parameter.schema = schema;
  parameter.description = [parameter.description, `For example \`${String(example)}\`.`].filter(Boolean).join(' ');
}

/** Swagger UI starts itself with an inline script, and brings its styles along; nothing else may. */
const SWAGGER_POLICY =
  "default-src 'self';script-src 'self' 'unsafe-inline';style-src 'self' 'unsafe-inline';img-src 'self' data:;frame-ancestors 'none'";

/** Swagger UI at /api/docs, the document itself at /api/docs-json. */
export function serveApiDocument(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (request.url.startsWith('/api/docs')) void reply.header('content-security-policy', SWAGGER_POLICY);
      done();
    });
  SwaggerModule.setup('api/docs', app, () => createApiDocument(app), {
    customSiteTitle: 'Customer Success Backend',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}
