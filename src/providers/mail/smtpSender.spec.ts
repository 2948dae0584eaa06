import type { MailSendResult } from '../ports/mailSender.port.js';
import { MailboxError } from '../ports/mailbox.port.js';
import type { MailSandbox, MailSandboxAccount, MailFaultOrder } from './mail.sandbox.js';
import { startMailSandbox } from './mail.sandbox.js';
import { ADDRESS, byteLetter, letter, smtpOf } from './specSupport.js';
import { SmtpMailSender } from './smtpSender.js';

const TO = 'asha.verma@example.net';

describe('SmtpMailSender', () => {
  const sender = new SmtpMailSender({ connect_ms: 2_000, greeting_ms: 500, silence_ms: 500 });
  let sandbox: MailSandbox;
  let account: MailSandboxAccount;
  let customer: MailSandboxAccount;
  beforeEach(async () => {
    sandbox = await startMailSandbox({ accounts: [{ email_address: ADDRESS, files_sent: true }, { email_address: TO }] });
    [account, customer] = sandbox.accounts as [MailSandboxAccount, MailSandboxAccount];
  });
  afterEach(() => sandbox.stop());

  const send = (raw = letter('reply'), to = [TO]): Promise<MailSendResult> =>
    sender.send(smtpOf(account), { envelope: { from: ADDRESS, to }, raw });

  it('sends the bytes as they are, to everybody on the envelope, and the server files the copy', async () => {
    const raw = byteLetter('reply', 300_000);
    const result = await send(raw, [TO, 'blind@example.org']);
    expect(result).toMatchObject({ state: 'sent', rejected: [], response: expect.stringContaining('250') });
    const [accepted] = account.accepted;
    expect(accepted!.raw.equals(raw)).toBe(true);
    expect(accepted).toMatchObject({ from: ADDRESS, to: [TO, 'blind@example.org'], message_id: '<reply@example.net>' });
    expect(account.acceptedCount('<reply@example.net>')).toBe(1);
    expect(sandbox.sent(ADDRESS)[0]!.raw.equals(raw)).toBe(true);
    const [arrived] = sandbox.messages(TO);
    expect(arrived!.raw.subarray(arrived!.raw.length - raw.length).equals(raw)).toBe(true);
    expect(arrived!.raw.toString()).toMatch(/^Return-Path: <support@example\.com>\r\n/);
  });

  it('sends lines that begin with a dot, and an empty return path', async () => {
    const raw = letter('dots', ['.', '..', '.hidden', 'end.']);
    const result = await sender.send(smtpOf(account), { envelope: { from: '', to: [TO] }, raw });
    expect(result.state).toBe('sent');
    expect(account.accepted[0]!.raw.equals(raw)).toBe(true);
    expect(account.accepted[0]!.from).toBe('');
  });

  it('signs in with an access token', async () => {
    const settings = smtpOf(account, { credentials: { kind: 'oauth2', access_token: account.access_token } });
    expect(await sender.send(settings, { envelope: { from: ADDRESS, to: [TO] }, raw: letter('token') })).toMatchObject({ state: 'sent' });
    const refused = smtpOf(account, { credentials: { kind: 'oauth2', access_token: 'an expired token' } });
    const result = await sender.send(refused, { envelope: { from: ADDRESS, to: [TO] }, raw: letter('token') });
    expect(result).toMatchObject({ state: 'not_sent', needs_person: true, error_code: 'mail_token_refused' });
    expect(JSON.stringify(result)).not.toContain('expired token');
  });

  it.each<[string, MailFaultOrder, Partial<MailSendResult>]>([
    ['a refused sign-in', { kind: 'smtp_answer', code: 535 }, { state: 'not_sent', error_code: 'mail_auth_failed', needs_person: true }],
    [
      'a sign-in that needs an app password',
      { kind: 'smtp_answer', code: 534 },
      { state: 'not_sent', error_code: 'mail_app_password_needed', needs_person: true },
    ],
    ['too many sign-ins', { kind: 'smtp_answer', code: 454 }, { state: 'not_sent', error_code: 'mail_slow_down', needs_person: false }],
    [
      '421 as greeting',
      { kind: 'smtp_answer', code: 421, at: 'connect' },
      { state: 'not_sent', error_code: 'mail_refused_for_now', needs_person: false },
    ],
    ['421 for the sender', { kind: 'smtp_answer', code: 421 }, { state: 'not_sent', error_code: 'mail_refused_for_now' }],
    ['450 for the recipient', { kind: 'smtp_answer', code: 450 }, { state: 'not_sent', error_code: 'mail_slow_down' }],
    ['450 after the dot', { kind: 'smtp_answer', code: 450, at: 'dot' }, { state: 'not_sent', error_code: 'mail_slow_down' }],
    [
      '550 for the only recipient',
      { kind: 'smtp_answer', code: 550 },
      { state: 'failed', error_code: 'mail_bad_recipient', needs_person: false },
    ],
    [
      '550 after the dot',
      { kind: 'smtp_answer', code: 550, at: 'dot', text: '5.7.1 Our system has detected that this message is likely spam. gsmtp' },
      { state: 'failed', error_code: 'mail_refused' },
    ],
    [
      'the limit of a day',
      { kind: 'smtp_answer', code: 550, at: 'mail', text: '5.4.5 Daily user sending limit exceeded. gsmtp' },
      { state: 'not_sent', error_code: 'mail_daily_limit' },
    ],
    ['552 after the dot', { kind: 'smtp_answer', code: 552 }, { state: 'failed', error_code: 'mail_too_big' }],
    ['a break before the greeting', { kind: 'smtp_drop', at: 'connect' }, { state: 'not_sent', error_code: 'mail_connection_lost' }],
    [
      'a break at sign-in',
      { kind: 'smtp_drop', at: 'auth' },
      { state: 'not_sent', error_code: 'mail_connection_lost', needs_person: false },
    ],
    ['a break at the recipient', { kind: 'smtp_drop', at: 'rcpt' }, { state: 'not_sent', error_code: 'mail_connection_lost' }],
    [
      'a server that says nothing at first',
      { kind: 'smtp_slow', at: 'connect', ms: 60_000 },
      { state: 'not_sent', error_code: 'mail_timeout' },
    ],
    [
      'a server that says nothing to the recipient',
      { kind: 'smtp_slow', at: 'rcpt', ms: 60_000 },
      { state: 'not_sent', error_code: 'mail_timeout' },
    ],
  ])('%s', async (_name, fault, expected) => {
    account.addFault(fault);
    expect(await send()).toMatchObject(expected);
    expect(account.accepted).toEqual([]);
    // Nothing is left of it: the next try arrives, once.
    expect(await send()).toMatchObject({ state: 'sent' });
    expect(account.acceptedCount('<reply@example.net>')).toBe(1);
  });

  it.each<[string, MailFaultOrder]>([
    ['the server hangs after the dot', { kind: 'smtp_hang_after_dot' }],
    ['the connection breaks after the dot', { kind: 'smtp_drop_after_dot' }],
    ['the connection breaks after the dot and the message is lost', { kind: 'smtp_drop_after_dot', accepted: false }],
    ['the answer to the dot comes too late', { kind: 'smtp_slow', at: 'dot', ms: 60_000 }],
  ])('says that it does not know when %s', async (_name, fault) => {
    account.addFault(fault);
    expect(await send(byteLetter('reply', 200_000))).toMatchObject({
      state: 'unknown',
      error_code: 'mail_outcome_unknown',
      needs_person: false,
    });
    expect(account.accepted).toHaveLength(fault.kind === 'smtp_slow' || fault.accepted === false ? 0 : 1);
  });

  it('is certain that nothing was sent when the connection breaks in the middle of the message', async () => {
    account.addFault({ kind: 'smtp_drop_before_dot' });
    expect(await send(byteLetter('reply', 16 * 1024 * 1024))).toMatchObject({ state: 'not_sent', error_code: 'mail_connection_lost' });
    expect(account.accepted).toEqual([]);
  });

  it('sends to the others when one recipient is refused, and names that one', async () => {
    account.addFault({ kind: 'smtp_answer', code: 550, recipient: 'gone@example.org' });
    const result = await send(letter('reply'), [TO, 'gone@example.org']);
    expect(result).toMatchObject({ state: 'sent', rejected: [{ email: 'gone@example.org', response: expect.stringContaining('550') }] });
    expect(account.accepted[0]!.to).toEqual([TO]);
  });

  it('fails when every recipient is refused, and tries again when one of them only for now', async () => {
    account.addFault({ kind: 'smtp_answer', code: 550, times: 2 });
    expect(await send(letter('reply'), [TO, 'other@example.org'])).toMatchObject({ state: 'failed' });
    account.addFault({ kind: 'smtp_answer', code: 550 });
    account.addFault({ kind: 'smtp_answer', code: 450 });
    expect(await send(letter('reply'), [TO, 'other@example.org'])).toMatchObject({ state: 'not_sent' });
  });

  it('fails for a message that is bigger than the server says it takes', async () => {
    expect(await send(Buffer.alloc(65 * 1024 * 1024, 'a line of text that goes on\r\n'))).toMatchObject({
      state: 'failed',
      error_code: 'mail_too_big',
    });
  });

  it('asks for SMTPUTF8 only when a local part needs it', async () => {
    await send(letter('domain'), ['mira@bücher.example']);
    await send(letter('local'), ['डाक@bücher.example']);
    expect(account.accepted.map(({ to, utf8 }) => [to, utf8])).toEqual([
      // The sandbox shows domains as people read them.
      [['mira@bücher.example'], false],
      [['डाक@bücher.example'], true],
    ]);
  });

  it('names a refused recipient as it was given', async () => {
    account.addFault({ kind: 'smtp_answer', code: 550, recipient: 'mira@bücher.example' });
    expect(await send(letter('reply'), [TO, 'mira@bücher.example'])).toMatchObject({ rejected: [{ email: 'mira@bücher.example' }] });
  });

  it('fails for an address that nobody can send to', async () => {
    expect(await send(letter('reply'), ['not an address\r\nRCPT TO:<x@example.org>'])).toMatchObject({
      state: 'failed',
      error_code: 'mail_bad_recipient',
    });
    expect(await send(letter('reply'), [])).toMatchObject({ state: 'failed' });
  });

  it('verifies a sign-in without sending anything', async () => {
    await sender.verify(smtpOf(account));
    const wrong = sender.verify(smtpOf(account, { credentials: { kind: 'password', password: 'not the password' } }));
    await expect(wrong).rejects.toMatchObject({ kind: 'reconnect_needed', code: 'mail_auth_failed' });
    await expect(wrong).rejects.toBeInstanceOf(MailboxError);
    account.addFault({ kind: 'smtp_answer', code: 421, at: 'auth' });
    await expect(sender.verify(smtpOf(account))).rejects.toMatchObject({ kind: 'retry' });
    account.addFault({ kind: 'smtp_answer', code: 454 });
    await expect(sender.verify(smtpOf(account))).rejects.toMatchObject({ kind: 'slow_down', code: 'mail_slow_down' });
    const settings = smtpOf(account);
    await account.stop();
    await expect(sender.verify(settings)).rejects.toMatchObject({ kind: 'retry', code: 'mail_unreachable' });
    await account.start();
    expect(customer.messages()).toEqual([]);
  });

  it('does not speak without TLS where TLS is wanted', async () => {
    for (const security of ['tls', 'starttls'] as const) {
      const result = await sender.send(smtpOf(account, { security }), { envelope: { from: ADDRESS, to: [TO] }, raw: letter('reply') });
      expect(result).toMatchObject({ state: 'not_sent' });
    }
    expect(account.accepted).toEqual([]);
  });
});
