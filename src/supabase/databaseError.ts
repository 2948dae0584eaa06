import { AppError, declaredError } from '../common/errors/appError.js';
import { conflict, databaseUnavailable, forbidden, internalError, notFound, unprocessable } from '../common/errors/commonErrors.js';

/** What Postgres (through pg) and PostgREST (through supabase-js) have in common. */
interface DatabaseFailure {
  code?: string;
  message: string;
  details?: string | null;
  detail?: string | null;
  constraint?: string;
}

/** PostgREST's own codes for "no connection to the database". */
const POSTGREST_DOWN = new Set(['PGRST000', 'PGRST001', 'PGRST002', 'PGRST003']);

/** Node's codes for a socket that never opened, closed early or stayed silent. */
const SOCKET_DOWN = new RegExp(
  [
    'ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|UND_ERR|fetch failed|terminat|timeout',
    'Connection|socket hang up|TimeoutError|AbortError',
  ].join('|'),
  'i',
);

/** Codes that our SQL functions raise on purpose: P0 and the HTTP status. */
const RAISED: Record<string, number> = { P0400: 400, P0403: 403, P0404: 404, P0409: 409, P0422: 422 };

/**
 * The one place where a database code becomes an answer. A function that raises P0400, P0403, P0404, P0409 or P0422 names the
 * stable code in its message (`raise exception 'role_not_found' using errcode = 'P0404'`).
 */
export function translateDatabaseError(failure: DatabaseFailure): AppError {
  if (failure instanceof AppError) return failure;
  const code = failure.code ?? '';
  const detail = failure.detail ?? failure.details ?? undefined;
  if (isDatabaseDown(failure)) {
    return databaseUnavailable(undefined, { headers: { 'retry-after': '2' }, cause: failure });
  }
  const raised = RAISED[code];
  if (raised) {
    const said = declaredError(failure.message)?.sentence ?? sentence(failure.message);
    return new AppError(failure.message, raised, said, facts(detail), undefined, { cause: failure });
  }
  switch (code) {
    case '57014':
    case '55P03':
    case '40001':
    case '40P01':
      return databaseUnavailable(undefined, {
        message: 'The database is busy and did not respond in time; try again shortly.',
        headers: { 'retry-after': '5' },
        cause: failure,
      });
    case 'PGRST116':
      return notFound(undefined, { cause: failure });
    case '23505':
      return conflict({ constraint: constraintOf(failure) }, { message: 'This already exists.', cause: failure });
    case '23503':
      return unprocessable(
        { constraint: constraintOf(failure) },
        { message: 'This refers to something that does not exist.', cause: failure },
      );
    case '23514':
    case '23502':
    case '22P02':
    case '22007':
    case '22008':
    case '22003':
    case '22021':
    case '22P05':
    case 'PGRST102':
      // The last three: characters that text cannot hold, such as NUL; half of a pair is no JSON to PostgREST.
      return unprocessable({ constraint: constraintOf(failure) }, { message: 'A value is not allowed here.', cause: failure });
    case '42501':
      // A row policy refuses the caller; "permission denied for …" means that we granted too little, which is our fault.
      return /row-level security/.test(failure.message)
        ? forbidden(undefined, { cause: failure })
        : internalError(undefined, { cause: failure });
    default:
      return internalError(undefined, { cause: failure });
  }
}

/**
 * Whether the failure says something about the database alone: it cannot be reached, takes no more connections, or its disk is full or
 * broken. As against: it answered no.
 */
export function isDatabaseDown(failure: DatabaseFailure): boolean {
  const code = failure.code ?? '';
  if (POSTGREST_DOWN.has(code) || /^(08...|57P0[123]|53100|53300|58030)$/.test(code)) return true;
  // A five-character code is an answer of Postgres; what is left comes from a socket.
  return !/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('PGRST') && SOCKET_DOWN.test(`${code} ${failure.message}`);
}

/** Whether text was refused for what stands in it (NUL, half of a pair): no other try will store it. */
export function isUnstorableText(error: unknown): boolean {
  const cause = error instanceof AppError ? (error.cause as DatabaseFailure | undefined) : undefined;
  return cause?.code === '22021' || cause?.code === '22P05';
}

/** What a function says besides the code: JSON where it wrote some, otherwise its text. */
function facts(detail: string | undefined): unknown {
  if (!detail) return undefined;
  if (!detail.startsWith('{')) return detail;
  try {
    return JSON.parse(detail) as unknown;
  } catch {
    return detail;
  }
}

function constraintOf(failure: DatabaseFailure): string | undefined {
  return failure.constraint ?? /constraint "([^"]+)"/.exec(failure.message)?.[1];
}

/** For a code that no loaded module declares, such as one of a database that is ahead of this process. */
function sentence(code: string): string {
  const words = code.replaceAll('_', ' ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}
