/** What a caller is told about a failure: a stable code, a status, one sentence, and facts that help. */
export class AppError extends Error {
  constructor(
    readonly code: string,
    readonly statusCode: number,
    message: string,
    readonly details?: unknown,
    readonly headers?: Record<string, string>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AppError';
  }
}

/**
 * Declare an error once, next to what raises it: `throw ticketNotFound({ id })`.
 * The message may be replaced where a fixed sentence would hide the cause.
 */
export function defineError(code: string, statusCode: number, message: string) {
  return Object.assign(
    (details?: unknown, options?: { message?: string; headers?: Record<string, string>; cause?: unknown }) =>
      new AppError(code, statusCode, options?.message ?? message, details, options?.headers, { cause: options?.cause }),
    { code, statusCode },
  );
}
