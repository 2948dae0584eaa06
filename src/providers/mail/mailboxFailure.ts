import { ADDRESS_REFUSED } from '../../common/net/addressPolicy.js';
import { MailboxError } from '../ports/mailbox.port.js';

/** What an IMAP library knows about a failure; every field may be missing. */
export interface ImapFailure {
  message?: string;
  code?: string;
  /** NO or BAD, the server's words, and the code in its brackets. */
  responseStatus?: string;
  responseText?: string;
  response?: unknown;
  serverResponseCode?: string;
  authenticationFailed?: boolean;
  oauthError?: unknown;
  mailboxMissing?: boolean;
  tlsFailed?: boolean;
  throttleReset?: number;
  /** What the server said when it hung up. */
  reason?: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Sessions that were dropped count for minutes; a used-up bandwidth comes back after hours. */
const CONNECTIONS_WAIT_MS = 5 * MINUTE;
const QUOTA_WAIT_MS = 4 * HOUR;
const LONGEST_WORDS = 300;

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'CONNECT_TIMEOUT',
  'EDNS',
]);
const SILENT = new Set(['GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT', 'ETIMEDOUT', 'LockTimeout']);
const LOST = new Set([
  'NoConnection',
  'EConnectionClosed',
  'StateLogout',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ESOCKET',
  'ECONNECTION',
]);
const BAD_CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL_WRONG_VERSION|EPROTO$|STARTTLS_INJECTION$)/;

/** A failure of the IMAP library as what to do next. `secrets` never come out in its message. */
export function mailboxFailure(error: unknown, secrets: readonly string[] = []): MailboxError {
  if (error instanceof MailboxError) return error;
  const failure = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as ImapFailure;
  const said = wordsOf(failure, secrets);
  const { kind, code, message, retry_after_ms } =
    limitSaid(said, failure) ??
    loginFailure(said, failure) ??
    folderFailure(said, failure) ??
    connectionFailure(failure) ??
    (failure.responseStatus === 'NO' || failure.responseStatus === 'OK'
      ? new MailboxError('retry', 'mail_refused', 'The mail server refused a command.')
      : new MailboxError('retry', 'mail_protocol_error', 'The mail server could not be understood.'));
  return new MailboxError(kind, code, message, retry_after_ms, { said });
}

/** Limits come as a refused sign-in, a refused command or a goodbye; only the words tell. */
function limitSaid(said: string, { code, throttleReset, serverResponseCode }: ImapFailure): MailboxError | undefined {
  if (/too many (simultaneous|concurrent) connections|maximum number of connections|connection limit|\[LIMIT\]/i.test(said)) {
    return new MailboxError('slow_down', 'mail_too_many_connections', 'The mailbox has too many connections open.', CONNECTIONS_WAIT_MS);
  }
  if (serverResponseCode === 'OVERQUOTA' || /\[?OVERQUOTA\]?|exceeded (command|bandwidth)|bandwidth limit/i.test(said)) {
    return new MailboxError('slow_down', 'mail_over_quota', "The mailbox has used up its provider's quota.", QUOTA_WAIT_MS);
  }
  if (code === 'ETHROTTLE' || /rate limit|too many (login|bad|failed)|slow down|request is throttled/i.test(said)) {
    return new MailboxError(
      'slow_down',
      'mail_slow_down',
      'The mail server asks us to slow down.',
      Math.max(throttleReset ?? 0, CONNECTIONS_WAIT_MS),
    );
  }
  return undefined;
}

function loginFailure(said: string, { authenticationFailed, oauthError, serverResponseCode, code }: ImapFailure): MailboxError | undefined {
  if (/application-specific password required/i.test(said)) return person('mail_app_password_needed', 'The mailbox needs an app password.');
  if (/WEBALERT|log in via your web browser/i.test(said))
    return person('mail_browser_login_needed', 'The provider requires a sign-in to the mailbox with a browser first.');
  // Servers that cannot reach their user database refuse everybody for a while.
  if (serverResponseCode === 'UNAVAILABLE' || /\[?UNAVAILABLE\]?|temporary|temporarily|internal error|system error|try again/i.test(said)) {
    return authenticationFailed ? new MailboxError('retry', 'mail_unavailable', 'The mail server cannot check sign-ins now.') : undefined;
  }
  if (oauthError) return person('mail_token_refused', 'The mail server refused the access token.');
  if (authenticationFailed || /\[?AUTHENTICATIONFAILED\]?|\[?AUTHORIZATIONFAILED\]?/.test(said))
    return person('mail_auth_failed', 'The mail server refused the sign-in.');
  if (code === 'InvalidStringValue')
    return person('mail_auth_failed', 'The user name or password contains characters that cannot be sent.');
  return undefined;
}

function folderFailure(said: string, { mailboxMissing, serverResponseCode }: ImapFailure): MailboxError | undefined {
  const gone = mailboxMissing || serverResponseCode === 'NONEXISTENT' || serverResponseCode === 'TRYCREATE';
  if (!gone && !/\[(NONEXISTENT|TRYCREATE)\]|unknown mailbox|mailbox doesn't exist|no such mailbox/i.test(said)) return undefined;
  return new MailboxError('folder_gone', 'mail_folder_gone', 'The folder is not there.');
}

/** Of a connection that did not come about, or broke. */
export function connectionFailure({ code = '', tlsFailed, reason }: ImapFailure): MailboxError | undefined {
  if (code === ADDRESS_REFUSED) return person('mail_host_not_allowed', 'The mail server has an address that is not public.');
  if (BAD_CERTIFICATE.test(code)) return person('mail_tls_failed', `No safe connection to the mail server (${code}).`);
  if (UNREACHABLE.has(code)) return new MailboxError('retry', 'mail_unreachable', `The mail server cannot be reached (${code}).`);
  if (SILENT.has(code)) return new MailboxError('retry', 'mail_timeout', `The mail server did not respond in time (${code}).`);
  if (reason) return new MailboxError('retry', 'mail_connection_lost', 'The mail server hung up.');
  if (LOST.has(code) || tlsFailed)
    return new MailboxError('retry', 'mail_connection_lost', `The connection to the mail server broke (${code || 'TLS'}).`);
  return undefined;
}

function person(code: string, message: string): MailboxError {
  return new MailboxError('reconnect_needed', code, message);
}

function wordsOf(failure: ImapFailure, secrets: readonly string[]): string {
  const response = typeof failure.response === 'string' ? failure.response : undefined;
  const said = failure.reason ?? failure.responseText ?? response ?? failure.message ?? '';
  const code = failure.serverResponseCode && !said.includes(`[${failure.serverResponseCode}`) ? `[${failure.serverResponseCode}] ` : '';
  return withoutSecrets(`${code}${said}`, secrets);
}

/** On one line, cut short, and without the secrets, as they are or in the encodings in which they travel. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/\s+/g, ' ').trim();
  for (const secret of secrets.filter((one) => one.length > 3)) {
    for (const form of [secret, Buffer.from(secret).toString('base64')]) clean = clean.replaceAll(form, '***');
  }
  return clean.slice(0, LONGEST_WORDS);
}
