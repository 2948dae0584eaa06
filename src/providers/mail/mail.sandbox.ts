import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MailSandboxAccount } from './sandbox/account.js';
import type { MailSandbox, MailSandboxOptions } from './sandbox/contract.js';
import { answerMailRequest } from './sandbox/control.js';
import { demoHistory, demoMail } from './sandbox/demoMails.js';
import type { AcceptedMail } from './sandbox/smtpServer.js';

export type { MailSandboxAccount, MailSandboxAccountOptions } from './sandbox/account.js';
export type { MailSandbox, MailSandboxOptions } from './sandbox/contract.js';
export { CUSTOMERS as DEMO_CUSTOMERS } from './sandbox/demoTexts.js';
export type { MailFaultOrder } from './sandbox/faults.js';
export type { AcceptedMail } from './sandbox/smtpServer.js';

/** Seconds are counted from here; since then, for thirty years, they are fewer than the numbers of an account. */
const FIRST_MOMENT = Date.UTC(2025, 0, 1);

/** Local mail servers: IMAP and SMTP for each account, on loopback only. All people in it are invented. */
export async function startMailSandbox(options: MailSandboxOptions = {}): Promise<MailSandbox> {
  const { port = 0, profile = 'none', trickle_seconds = 30, now = () => new Date() } = options;
  const seed = String(options.seed ?? 1);
  const accounts = (options.accounts ?? [{ email_address: 'support@example.com', files_sent: true }]).map(
    (account, index) => new MailSandboxAccount(account, index, (mail) => route(mail)),
  );
  const find = (address: string) => accounts.find(({ email_address }) => email_address.toLowerCase() === untagged(address));

  /** Post between the accounts; mail to everybody else leaves the sandbox, which is to say that it is only recorded. */
  function route(mail: AcceptedMail): void {
    for (const recipient of new Set(mail.to.map(untagged))) find(recipient)?.file('INBOX', stamped(mail, recipient), [], now());
  }

  const server = createServer((request, response) => {
    // What fails here is a client that went away, or a request that cannot be read.
    answerMailRequest(sandbox, request, response).catch(() => response.destroy());
  });
  await Promise.all([
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve)),
    ...accounts.map((account) => account.start()),
  ]);

  let trickle: NodeJS.Timeout | undefined;
  const [first] = accounts;
  if (profile === 'demo' && first) {
    for (const { raw, at } of demoHistory(seed, first.email_address, now())) first.file('INBOX', raw, [], at);
    // Mail is forgotten at the end, but whoever read it knows its numbers: what comes now has later ones than any earlier run gave.
    let number = Math.floor((now().getTime() - FIRST_MOMENT) / 1000);
    first.numberFrom(number);
    const next = () => first.file('INBOX', demoMail(seed, (number += 1), first.email_address, now()), [], now());
    if (trickle_seconds > 0) trickle = setInterval(next, trickle_seconds * 1000).unref();
  }

  const account = (address: string) => {
    const found = find(address);
    if (!found) throw new RangeError(`no account ${address}; there are ${accounts.map(({ email_address }) => email_address).join(', ')}`);
    return found;
  };
  const sandbox: MailSandbox = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mail/`,
    accounts,
    account,
    deliver: (address, raw, { folder = 'INBOX', flags = [], at = now() } = {}) =>
      account(address).file(folder, typeof raw === 'string' ? Buffer.from(raw) : raw, flags, at),
    messages: (address, folder) => account(address).messages(folder),
    sent: (address) => account(address).messages(account(address).sent_folder),
    accepted: () => accounts.flatMap((one) => one.accepted),
    stop: async () => {
      clearInterval(trickle);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, ...accounts.map((one) => one.stop())]);
    },
  };
  return sandbox;
}

/** `name+tag@host` is `name@host`. */
function untagged(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*@/, '@');
}

/** What a receiving server writes on top. */
function stamped({ raw, from, at, message_id }: AcceptedMail, recipient: string): Buffer {
  const head = [
    `Return-Path: <${from}>`,
    `Delivered-To: ${recipient}`,
    `Received: by mx.sandbox.example.com id ${message_id}; ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n`), raw]);
}
