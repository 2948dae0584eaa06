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

/** What is declared about a code. */
export interface DeclaredError {
  code: string;
  statusCode: number;
  sentence: string;
}

const declared = new Map<string, DeclaredError>();

/**
 * Declare an error once, next to what raises it: `throw ticketNotFound({ id })`. A code that only SQL raises is declared in
 * `<module>.errors.ts`, and its sentence is found there. The message may be replaced where a fixed sentence would hide the cause.
 */
export function defineError(code: string, statusCode: number, sentence: string) {
  if (declared.has(code)) throw new Error(`The error code ${code} is declared twice.`);
  declared.set(code, { code, statusCode, sentence });
  return Object.assign(
    (details?: unknown, options?: { message?: string; headers?: Record<string, string>; cause?: unknown }) =>
      new AppError(code, statusCode, options?.message ?? sentence, details, options?.headers, { cause: options?.cause }),
    { code, statusCode, sentence },
  );
}

/** The declaration of a code, when its module has been loaded. */
export function declaredError(code: string): DeclaredError | undefined {
  return declared.get(code);
}

/** Everything that has been declared, in no particular order. */
export function declaredErrors(): DeclaredError[] {
  return [...declared.values()];
}
