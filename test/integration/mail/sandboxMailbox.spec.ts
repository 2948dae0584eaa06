import type { MailSandboxAccountOptions } from '../../../src/providers/mail/mail.sandbox.js';
import { imapOf, startAccount } from '../../../src/providers/mail/specSupport.js';
import { expectMailbox, type MailHost } from '../../support/mailboxDriver.js';

const KINDS: [string, Partial<MailSandboxAccountOptions>][] = [
  ['like Gmail', { files_sent: true }],
  ['like an ordinary server', {}],
  ['without IDLE and CONDSTORE', { idle: false, condstore: false }],
];

describe.each(KINDS)('a mailbox of the sandbox %s', (_name, options) => {
  let host: MailHost;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const { sandbox, account } = await startAccount(options);
    stop = () => sandbox.stop();
    host = {
      settings: (change) => imapOf(account, change),
      sent_folder: account.sent_folder,
      deliver: async (raw, { flags, at } = {}) => void account.file('INBOX', raw, flags, at),
      setFlags: async (uid, flags) => account.imap.setFlags('INBOX', uid, flags),
      remove: async (uid) => account.imap.remove('INBOX', uid),
    };
  });
  afterAll(() => stop());

  expectMailbox(() => host, { has_condstore: options.condstore !== false });
});
