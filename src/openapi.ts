import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ACCESS_EXTENSION, type AccessRule, demandedAction } from './common/auth/access.decorator.js';
import { ErrorDto } from './common/errors/errorBody.dto.js';
import { PRODUCT_VERSION } from './common/productVersion.js';
import { OPTIONAL_BODY_EXTENSION } from './common/http/optionalBody.js';
import { documentFor } from './openapi/audience.js';
import { type Operation, operationsOf, type Schema } from './openapi/document.js';
import { documentErrors, documentHeaders } from './openapi/errors.js';
import { operationId } from './openapi/operationIds.js';
import { completeSchemas } from './openapi/schemas.js';
import { AUDIENCES, type Audience, TAGS } from './openapi/tags.js';

const SUCCESS_TEXTS: Record<string, string> = { 200: 'Success.', 201: 'Created.', 202: 'Accepted; it continues in the background.' };

/** Of every request that changes something and has a caller. */
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Names the request with 1 to 255 printable ASCII characters. If it is sent again with the same key and content, the stored response ' +
    'is returned and nothing is done twice.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
};

/** The API document, complete with what every endpoint has in common: errors, security, CSV of lists. */
export function createApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Customer Success Backend')
    .setDescription('Every e-mail and phone call of a customer, as one story.')
    .setVersion(PRODUCT_VERSION)
    .addServer('/', 'The server that serves this document')
    // The first one is what a person meets first behind "Authorize".
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: '`POST /auth/login` returns a token; `npm start` prints one.',
    })
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'x-api-key',
        description: '`POST /api-keys` returns a key. Do not send it together with a token.',
      },
      'apiKey',
    );
  for (const { name, description } of TAGS) base.addTag(name, description);
  const document = SwaggerModule.createDocument(app, base.build(), { extraModels: [ErrorDto], operationIdFactory: operationId });
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []));
  document.tags = document.tags?.filter(({ name }) => used.has(name));
  for (const { path, method, operation } of operationsOf(document)) {
    completeOperation(operation, method, path);
    documentHeaders(document, operation);
  }
  completeSchemas(document);
  return document;
}

function completeOperation(operation: Operation, method: string, path: string): void {
  const rule = (operation as Operation & { [ACCESS_EXTENSION]?: AccessRule })[ACCESS_EXTENSION];
  const isPublic = rule?.kind === 'public';
  const takesKeys = !isPublic && !(rule && 'person' in rule);
  completeBody(operation as Operation & { [OPTIONAL_BODY_EXTENSION]?: true });
  // A summary is one line, however many its comment has.
  if (operation.summary) operation.summary = operation.summary.replaceAll('\n', ' ');
  operation.security = isPublic ? [] : [{ bearer: [] }, ...(takesKeys ? [{ apiKey: [] }] : [])];
  if (!isPublic && method !== 'get') (operation.parameters ??= []).push(IDEMPOTENCY_KEY);
  for (const parameter of operation.parameters ?? []) {
    if (!('schema' in parameter)) continue;
    const schema = parameter.schema as Schema;
    if (parameter.in === 'query') {
      keepUnion(parameter as QueryParameter);
      describeExample(parameter as QueryParameter);
    }
    // Ids in paths are those of rows, unless a route says something else.
    else if (parameter.in === 'path' && schema.type === 'string' && !schema.maxLength) schema.format = 'uuid';
  }
  for (const [status, response] of Object.entries(operation.responses))
    if (response && 'description' in response) response.description ||= SUCCESS_TEXTS[status] ?? '';
  if (rule?.kind === 'module') {
    const action = demandedAction(rule, method);
    Object.assign(operation, { [ACCESS_EXTENSION]: { ...rule, action } });
    operation.description = [operation.description, `Requires \`${action}\` on \`${rule.module}\`.`].filter(Boolean).join('\n\n');
  }
  documentErrors(operation, method, path, rule);
  const success = operation.responses[200];
  if (method === 'get' && success && 'content' in success) {
    const schema = success.content?.['application/json']?.schema;
    const isRows = schema && 'items' in schema && schema.items && '$ref' in schema.items;
    if (isRows || (schema && '$ref' in schema && schema.$ref.endsWith('PageDto'))) {
      success.content!['text/csv'] = { schema: { type: 'string', example: 'id,…\r\n' } };
    }
  }
}

function completeBody(operation: Operation & { [OPTIONAL_BODY_EXTENSION]?: true }): void {
  const { requestBody } = operation;
  if (operation[OPTIONAL_BODY_EXTENSION] && requestBody && 'content' in requestBody) requestBody.required = false;
  delete operation[OPTIONAL_BODY_EXTENSION];
}

type QueryParameter = { description?: string; schema: { example?: unknown; oneOf?: unknown; allOf?: unknown } };

/** One value or several: of a union, Nest says besides that it is an Object, of which the document knows nothing. */
function keepUnion({ schema }: QueryParameter): void {
  if (schema.oneOf) delete schema.allOf;
}

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

/** Swagger UI at /api/docs, the whole document at /api/docs-json, and one for each audience at /api/docs/portal.json … */
export function serveApiDocument(app: NestFastifyApplication): void {
  let whole: OpenAPIObject | undefined;
  const document = () => (whole ??= createApiDocument(app));
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api/docs')) void reply.header('content-security-policy', SWAGGER_POLICY);
    done();
  });
  const audiences = Object.entries(AUDIENCES) as [Audience, string][];
  for (const [audience] of audiences) {
    fastify.get(`/api/docs/${audience}.json`, (_request, reply) => reply.send(documentFor(audience, document())));
  }
  SwaggerModule.setup('api/docs', app, document, {
    customSiteTitle: 'Customer Success Backend',
    explorer: true,
    swaggerOptions: {
      urls: [
        { name: 'Everything', url: '/api/docs-json' },
        ...audiences.map(([audience, name]) => ({ name, url: `/api/docs/${audience}.json` })),
      ],
      docExpansion: 'none',
      filter: true,
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
    },
  });
}
