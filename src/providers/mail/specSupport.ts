import type { MailServerSettings } from '../ports/mailbox.port.js';
import { type MailSandbox, type MailSandboxAccount, type MailSandboxAccountOptions, startMailSandbox } from './mail.sandbox.js';

/** What the specs of mail share. */

export const ADDRESS = 'support@example.com';

export async function startAccount(
  options: Partial<MailSandboxAccountOptions> = {},
): Promise<{ sandbox: MailSandbox; account: MailSandboxAccount }> {
  const sandbox = await startMailSandbox({ accounts: [{ email_address: ADDRESS, ...options }] });
  return { sandbox, account: sandbox.accounts[0]! };
}

export function imapOf(account: MailSandboxAccount, change: Partial<MailServerSettings> = {}): MailServerSettings {
  return {
    host: '127.0.0.1',
    port: account.imap_port,
    security: 'none',
    username: account.username,
    credentials: { kind: 'password', password: account.password },
    ...change,
  };
}

export function smtpOf(account: MailSandboxAccount, change: Partial<MailServerSettings> = {}): MailServerSettings {
  return { ...imapOf(account), port: account.smtp_port, ...change };
}

/** A small message; `lines` go into its body as they are. */
export function letter(name: string, lines: string[] = ['Hello.']): Buffer {
  const head = [
    `Message-ID: <${name}@example.net>`,
    'From: Asha <asha.verma@example.net>',
    `To: ${ADDRESS}`,
    `Subject: ${name}`,
    'Date: Tue, 24 Feb 2026 12:00:00 +0000',
  ];
  return Buffer.from([...head, '', ...lines, ''].join('\r\n'));
}

/** Every byte value many times, in lines a mail server takes: no NUL, no bare CR or LF. */
export function byteLetter(name: string, size: number): Buffer {
  const line = Buffer.from(Array.from({ length: 76 }, (_, index) => index + 160));
  const low = Buffer.from(Array.from({ length: 76 }, (_, index) => 33 + (index % 94)));
  const pair = Buffer.concat([line, Buffer.from('\r\n'), low, Buffer.from('\r\n')]);
  return Buffer.concat([letter(name), ...Array.from({ length: Math.ceil(size / pair.length) }, () => pair)]);
}
