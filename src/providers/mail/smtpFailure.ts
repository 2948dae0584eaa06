import type { MailSendResult } from '../ports/mailSender.port.js';
import { MailboxError } from '../ports/mailbox.port.js';
import { connectionFailure, withoutSecrets } from './mailboxFailure.js';

/** What an SMTP library knows about a failure; every field may be missing. */
export interface SmtpFailure {
  message?: string;
  code?: string;
  /** Of the system, when the library has put its own into `code`. */
  originalCode?: string;
  /** The server's answer and its number. */
  response?: string;
  responseCode?: number;
  /** Which step was under way. */
  command?: string;
}

export interface SmtpProgress {
  /** Whether the last byte of the message was handed to the connection: from then on the server may have it. */
  handed_over: boolean;
  uses_token: boolean;
  secrets: readonly string[];
}

type Unsent = Exclude<MailSendResult, { state: 'sent' }>;

/**
 * How a failed send ended. An answer of the server is certain whenever it comes: 4xx and 5xx mean that it did not take the message.
 * Without an answer it is certain only as long as the end of the message was not handed over.
 */
export function sendFailure(error: unknown, progress: SmtpProgress): Unsent {
  const failure = (error ?? {}) as SmtpFailure;
  const said = withoutSecrets(failure.response ?? failure.message ?? '', progress.secrets);
  return { ...judged(failure, said, progress), said };
}

function judged(failure: SmtpFailure, said: string, { handed_over, uses_token }: SmtpProgress): Unsent {
  const login = loginFailure(failure, said, uses_token);
  if (login) return login;
  if (failure.code === 'ETLS' && (failure.responseCode ?? 0) >= 500)
    return person('mail_tls_failed', 'The mail server offers no safe connection.');
  if (failure.responseCode) return answered(failure.responseCode, said);
  if (handed_over) return unsent('unknown', 'mail_outcome_unknown', 'The connection broke before the mail server answered.');
  if (failure.code === 'EMESSAGE') return unsent('failed', 'mail_too_big', 'The mail server does not accept messages of this size.');
  if (failure.code === 'EENVELOPE') return unsent('failed', 'mail_bad_recipient', 'The addresses cannot be used.');
  const broken = connectionFailure({ code: failure.originalCode ?? failure.code ?? 'ESOCKET', tlsFailed: failure.code === 'ETLS' });
  if (!broken) return unsent('not_sent', 'mail_connection_lost', 'The connection to the mail server broke.');
  return unsent('not_sent', broken.code, broken.message, broken.kind === 'reconnect_needed');
}

/** The same as what to do next, for a sign-in without a message. */
export function verifyFailure(error: unknown, progress: SmtpProgress): MailboxError {
  const { state, error_code, error_message, needs_person, said } = sendFailure(error, { ...progress, handed_over: false });
  if (needs_person || state === 'failed') return new MailboxError('reconnect_needed', error_code, error_message, undefined, { said });
  if (error_code === 'mail_slow_down' || error_code === 'mail_daily_limit')
    return new MailboxError('slow_down', error_code, error_message, 5 * 60_000, { said });
  return new MailboxError('retry', error_code, error_message, undefined, { said });
}

function loginFailure({ code, command = '', responseCode }: SmtpFailure, said: string, uses_token: boolean): Unsent | undefined {
  const signing_in = command.startsWith('AUTH') || ['EAUTH', 'ENOAUTH', 'EOAUTH2'].includes(code ?? '');
  if (responseCode === 534 || /application-specific password/i.test(said))
    return person('mail_app_password_needed', 'The mailbox needs an app password.');
  if (responseCode === 535 || responseCode === 530 || (signing_in && (responseCode ?? 0) >= 500)) {
    return uses_token
      ? person('mail_token_refused', 'The mail server refused the access token.')
      : person('mail_auth_failed', 'The mail server refused the sign-in.');
  }
  // The token's refusal comes as a challenge, and the library does not keep the answer after it.
  if (code === 'EAUTH' && !responseCode && uses_token) return person('mail_token_refused', 'The mail server refused the access token.');
  return undefined;
}

function answered(code: number, said: string): Unsent {
  const numbers = numbersOf(said) || String(code);
  if (/5\.4\.5|daily (user )?sending (limit|quota)/i.test(said))
    return unsent('not_sent', 'mail_daily_limit', 'The mailbox has sent all it may today.');
  if (code === 454 || code === 450 || /rate limit|too many/i.test(said))
    return unsent(code < 500 ? 'not_sent' : 'failed', 'mail_slow_down', `The mail server asks to slow down (${numbers}).`);
  if (code < 500) return unsent('not_sent', 'mail_refused_for_now', `The mail server refused for now (${numbers}).`);
  if (code === 552 && !/5\.2\.2/.test(said)) return unsent('failed', 'mail_too_big', `The message is too big (${numbers}).`);
  if (/\b5\.1\.[0-9]\b/.test(said)) return unsent('failed', 'mail_bad_recipient', `No such recipient (${numbers}).`);
  return unsent('failed', 'mail_refused', `The mail server refused (${numbers}).`);
}

/** Of an answer its number and its extended code, `550 5.1.1`; empty when it is none. */
export function numbersOf(response: string): string {
  const [, code, extended] = /^([2-5]\d\d)(?:[ -]([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(response) ?? [];
  return [code, extended].filter(Boolean).join(' ');
}

function person(error_code: string, error_message: string): Unsent {
  return unsent('not_sent', error_code, error_message, true);
}

function unsent(state: Unsent['state'], error_code: string, error_message: string, needs_person = false): Unsent {
  return { state, error_code, error_message, needs_person };
}
