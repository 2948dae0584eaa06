import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { currentContext } from './requestContext.js';

/** Places where a secret or a customer's words could sit; they are replaced before a line is written. */
const SECRET_PATHS = [
  'authorization',
  'password',
  'api_key',
  'apikey',
  'key',
  'token',
  'access_token',
  'refresh_token',
  'secret',
  'client_secret',
  'cookie',
  'body',
]
  .flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  .concat('["x-api-key"]', '*["x-api-key"]', '*.*["x-api-key"]');

/** Secrets that show by their shape, wherever they come from: tokens, our keys, secrets of webhooks, passwords and keys in addresses. */
const SECRET_SHAPES: [shape: RegExp, instead: string][] = [
  [/\b(?:eyJ[\w-]{10,}\.[\w-]+\.[\w-]*|csk_[\w-]{20,}|whsec_[\w+/=-]{10,})/g, '[redacted]'],
  [/(:\/\/[^\s/:@"]*:)[^\s/@"]+@/g, '$1[redacted]@'],
  [/([?&](?:api_?key|token|signature|secret|password)=)[^\s&"\\]+/gi, '$1[redacted]'],
];

/** The last look at a line before it is written. */
export function withoutSecrets(line: string): string {
  return SECRET_SHAPES.reduce((text, [shape, instead]) => text.replace(shape, instead), line);
}

/** How deep a chain of causes is told. */
const MAX_CAUSES = 5;

/**
 * What the log tells of an error. Libraries hang their whole request, or the row that Postgres refused (`detail`), on
 * their errors; only what helps to find the fault is taken over.
 */
function describeError(thrown: unknown, depth = 0): unknown {
  if (typeof thrown !== 'object' || thrown === null) return thrown;
  const { name, message, stack, cause } = thrown as Error;
  const facts = thrown as Record<string, unknown>;
  const told: Record<string, unknown> = {
    type: thrown.constructor?.name === 'Object' ? (name ?? 'Object') : (thrown.constructor?.name ?? name),
    message,
    stack,
  };
  for (const fact of TOLD_FACTS) if (facts[fact] !== undefined && facts[fact] !== null) told[fact] = facts[fact];
  if (cause !== undefined && depth < MAX_CAUSES) told.cause = describeError(cause, depth + 1);
  return told;
}
const TOLD_FACTS = [
  'code',
  'statusCode',
  'status',
  'syscall',
  'errno',
  'constraint',
  'table',
  'column',
  'routine',
  'provider',
  'kind',
  'excerpt',
];

/** Lines are written together, at the latest after a moment and at the end of the process: a write for each took longer than the line. */
function inBatches(): DestinationStream {
  return pino.destination({ fd: 2, sync: false, minLength: 8_192, periodicFlush: 100 });
}

/** What the log tells of a request. */
export interface RequestFacts {
  request_id: string;
  user_id?: string;
  api_key_id?: string;
  method: string;
  route: string;
  status: number;
  ms: number;
}

/** Writes the line of a request, of which there are more than of all others: it holds nothing that would have to be taken out. */
export function logRequest(logger: Logger, facts: RequestFacts): void {
  if (!logger.isLevelEnabled('info')) return;
  const stream = (logger as unknown as Record<symbol, DestinationStream>)[pino.symbols.streamSym]!;
  stream.write(`{"level":30,"time":"${new Date().toISOString()}",${JSON.stringify(facts).slice(1, -1)},"msg":"request"}\n`);
}

/** JSON lines on stderr: stdout belongs to the lines that `npm start` promises. */
export function createLogger(level: string, destination: DestinationStream = inBatches()): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      serializers: { err: (error: unknown) => describeError(error) },
      hooks: { streamWrite: withoutSecrets },
      mixin: () => {
        const context = currentContext();
        return context ? { request_id: context.request_id, user_id: context.user_id, api_key_id: context.api_key_id } : {};
      },
    },
    destination,
  );
}

/** Lets the framework's own messages arrive in the same log. */
export class FrameworkLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  /** What the framework calls an error also reaches whoever started it, as an exception. */
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.warn({ context, stack }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, String(message));
  }
}
