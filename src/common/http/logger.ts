import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { currentContext } from './requestContext.js';

/** Places where a secret or a customer's words could sit; they are replaced before a line is written. */
const SECRET_PATHS = ['authorization', 'password', 'api_key', 'apikey', 'token', 'access_token', 'secret', 'cookie', 'body'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** JSON lines on stderr: stdout belongs to the lines that `npm start` promises. */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ fd: 2, sync: false })): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      mixin: () => {
        const context = currentContext();
        return context ? { request_id: context.request_id, user_id: context.user_id } : {};
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
