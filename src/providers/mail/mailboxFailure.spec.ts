import { MailboxError } from '../ports/mailbox.port.js';
import { type ImapFailure, mailboxFailure } from './mailboxFailure.js';

const failed = (failure: ImapFailure, secrets: string[] = []) =>
  mailboxFailure(Object.assign(new Error(failure.message ?? 'Command failed'), failure), secrets);
const refused = (text: string, more: ImapFailure = {}) => failed({ responseStatus: 'NO', responseText: text, ...more });
const HOUR = 3_600_000;

describe('mailboxFailure', () => {
  it.each<[string, ImapFailure, string, string]>([
    [
      'Gmail refuses the password',
      { authenticationFailed: true, responseText: 'Invalid credentials (Failure)', serverResponseCode: 'AUTHENTICATIONFAILED' },
      'reconnect_needed',
      'mail_auth_failed',
    ],
    [
      'Dovecot refuses the password',
      { authenticationFailed: true, responseText: 'Authentication failed.', serverResponseCode: 'AUTHENTICATIONFAILED' },
      'reconnect_needed',
      'mail_auth_failed',
    ],
    [
      'a server that says no more than no',
      { authenticationFailed: true, responseText: 'LOGIN failed' },
      'reconnect_needed',
      'mail_auth_failed',
    ],
    [
      'an app password is needed',
      {
        authenticationFailed: true,
        responseText: '[ALERT] Application-specific password required: https://support.example.com/ (Failure)',
      },
      'reconnect_needed',
      'mail_app_password_needed',
    ],
    [
      'a browser is needed',
      { authenticationFailed: true, responseText: '[ALERT] Please log in via your web browser: https://support.example.com/ (Failure)' },
      'reconnect_needed',
      'mail_browser_login_needed',
    ],
    [
      'a web alert',
      { authenticationFailed: true, responseText: '[WEBALERT https://accounts.example.com/x] Web login required.' },
      'reconnect_needed',
      'mail_browser_login_needed',
    ],
    [
      'a refused token',
      { authenticationFailed: true, responseText: '[ALERT] Invalid credentials (Failure)', oauthError: { status: '400' } },
      'reconnect_needed',
      'mail_token_refused',
    ],
    [
      'a sign-in that cannot be checked now',
      { authenticationFailed: true, responseText: 'Temporary authentication failure.', serverResponseCode: 'UNAVAILABLE' },
      'retry',
      'mail_unavailable',
    ],
    [
      'too many connections at sign-in',
      { authenticationFailed: true, responseText: '[ALERT] Too many simultaneous connections. (Failure)' },
      'slow_down',
      'mail_too_many_connections',
    ],
    [
      'too many connections, Dovecot',
      {
        authenticationFailed: true,
        responseText: '[UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
      },
      'slow_down',
      'mail_too_many_connections',
    ],
    [
      'too many connections as a goodbye',
      { code: 'ClosedAfterConnectTLS', reason: '[ALERT] Too many simultaneous connections. (Failure)' },
      'slow_down',
      'mail_too_many_connections',
    ],
    [
      'a used-up quota',
      { responseStatus: 'NO', responseText: '[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)' },
      'slow_down',
      'mail_over_quota',
    ],
    [
      'a used-up quota by its code',
      { responseStatus: 'NO', responseText: 'Not today', serverResponseCode: 'OVERQUOTA' },
      'slow_down',
      'mail_over_quota',
    ],
    ['a throttled command', { code: 'ETHROTTLE', message: 'Request is throttled', throttleReset: 10_000 }, 'slow_down', 'mail_slow_down'],
    [
      'a folder that is gone',
      { responseStatus: 'NO', responseText: 'Unknown Mailbox: Orders (Failure)', serverResponseCode: 'NONEXISTENT' },
      'folder_gone',
      'mail_folder_gone',
    ],
    [
      'a folder that is gone, as the library says it',
      { mailboxMissing: true, responseStatus: 'NO', responseText: 'No such thing' },
      'folder_gone',
      'mail_folder_gone',
    ],
    [
      'a folder to append to that is gone',
      { responseStatus: 'NO', responseText: "Mailbox doesn't exist: Orders", serverResponseCode: 'TRYCREATE' },
      'folder_gone',
      'mail_folder_gone',
    ],
    ['a system error', { responseStatus: 'NO', responseText: 'System Error (Failure)' }, 'retry', 'mail_refused'],
    [
      'an unavailable server',
      { responseStatus: 'NO', responseText: '[UNAVAILABLE] Temporary System Error (Failure)' },
      'retry',
      'mail_refused',
    ],
    ['a goodbye', { code: 'EConnectionClosed', reason: 'Session expired, please login again.' }, 'retry', 'mail_connection_lost'],
    ['a closed connection', { code: 'NoConnection' }, 'retry', 'mail_connection_lost'],
    ['a reset connection', { code: 'ECONNRESET' }, 'retry', 'mail_connection_lost'],
    ['a connection closed in the TLS handshake', { code: 'ClosedAfterConnectTLS', tlsFailed: true }, 'retry', 'mail_connection_lost'],
    ['nobody there', { code: 'ECONNREFUSED' }, 'retry', 'mail_unreachable'],
    ['no such host', { code: 'ENOTFOUND' }, 'retry', 'mail_unreachable'],
    ['a connection that does not come about', { code: 'CONNECT_TIMEOUT' }, 'retry', 'mail_unreachable'],
    ['no greeting', { code: 'GREETING_TIMEOUT' }, 'retry', 'mail_timeout'],
    ['a silent socket', { code: 'ETIMEOUT' }, 'retry', 'mail_timeout'],
    ['an expired certificate', { code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' }, 'reconnect_needed', 'mail_tls_failed'],
    ['a certificate of another host', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'reconnect_needed', 'mail_tls_failed'],
    ['a certificate of its own making', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'reconnect_needed', 'mail_tls_failed'],
    ['TLS towards a port without it', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'reconnect_needed', 'mail_tls_failed'],
    ['a command that the server does not know', { responseStatus: 'BAD', responseText: 'Unknown command' }, 'retry', 'mail_protocol_error'],
    ['an answer that cannot be read', { code: 'ParserError11', message: 'Unexpected char' }, 'retry', 'mail_protocol_error'],
    ['an answer that is too large', { code: 'LiteralTooLarge' }, 'retry', 'mail_protocol_error'],
  ])('%s', (_name, failure, kind, code) => {
    const error = failed(failure);
    expect(error).toBeInstanceOf(MailboxError);
    expect(error).toMatchObject({ kind, code });
    expect(error.retry_after_ms === undefined).toBe(kind !== 'slow_down');
  });

  it('waits minutes for connections and hours for the bandwidth', () => {
    expect(refused('[ALERT] Too many simultaneous connections. (Failure)').retry_after_ms).toBeLessThan(HOUR);
    expect(refused('[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)').retry_after_ms).toBeGreaterThan(HOUR);
    expect(failed({ code: 'ETHROTTLE', throttleReset: 2 * HOUR }).retry_after_ms).toBe(2 * HOUR);
  });

  it('leaves its own kind as it is, and takes what is no error at all', () => {
    const mine = new MailboxError('reset', 'mail_reset', 'Read anew.');
    expect(mailboxFailure(mine)).toBe(mine);
    expect(mailboxFailure('odd')).toMatchObject({ kind: 'retry', code: 'mail_protocol_error' });
    expect(mailboxFailure(undefined)).toBeInstanceOf(MailboxError);
  });

  it('lets no secret out, plain or encoded, and no long story', () => {
    const secret = 'a password of somebody';
    const text = `bad login "${secret}" (${Buffer.from(secret).toString('base64')})\r\n${'x'.repeat(5_000)}`;
    const { message } = failed({ authenticationFailed: true, responseText: text }, [secret]);
    expect(message).not.toContain(secret);
    expect(message).not.toContain(Buffer.from(secret).toString('base64'));
    expect(message.length).toBeLessThan(500);
    expect(message).not.toContain('\n');
  });
});
