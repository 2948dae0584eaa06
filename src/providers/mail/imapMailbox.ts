import { ImapFlow } from 'imapflow';
import type { LookupFunction } from 'node:net';
import { type MailboxConnection, type MailboxDriver, MailboxError, type MailServerSettings } from '../ports/mailbox.port.js';
import { type ImapDeadlines, ImapMailboxConnection } from './imapConnection.js';
import type { MailHosts } from './mailHosts.js';
import { mailboxFailure } from './mailboxFailure.js';
import { loginSecret } from './mailLogin.js';

const IMAP_DEADLINES: ImapDeadlines = {
  connect_ms: 15_000,
  greeting_ms: 10_000,
  silence_ms: 60_000,
  close_ms: 5_000,
  idle_restart_ms: 4 * 60_000,
  poll_ms: 30_000,
};

/** More than any provider's message: what is longer is a broken server. */
const LONGEST_LITERAL = 256 * 1024 * 1024;

/** Mailboxes over IMAP. Keeps nothing between connections. */
export class ImapMailboxDriver implements MailboxDriver {
  private readonly deadlines: ImapDeadlines;

  /** Without `hosts` every server may be connected to. */
  constructor(
    deadlines: Partial<ImapDeadlines> = {},
    private readonly hosts?: MailHosts,
  ) {
    this.deadlines = { ...IMAP_DEADLINES, ...deadlines };
  }

  async connect(settings: MailServerSettings, signal?: AbortSignal): Promise<MailboxConnection> {
    const secret = loginSecret(settings);
    const lookup = this.lookup(settings);
    const client = this.client(settings, secret, lookup);
    // Listens for errors from the start: one that nobody listens for ends the process.
    const connection = new ImapMailboxConnection(client, this.deadlines, [secret]);
    const stop = () => client.close();
    try {
      if (signal?.aborted) throw stopped();
      signal?.addEventListener('abort', stop, { once: true });
      await client.connect();
      if (signal?.aborted) throw stopped();
      return connection;
    } catch (error) {
      client.close();
      throw signal?.aborted ? stopped() : mailboxFailure(error, [secret]);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  private lookup({ host, port }: MailServerSettings): LookupFunction | undefined {
    try {
      return this.hosts?.lookup(host, port);
    } catch (error) {
      throw mailboxFailure(error);
    }
  }

  private client({ host, port, security, username, credentials }: MailServerSettings, secret: string, lookup?: LookupFunction): ImapFlow {
    const { connect_ms, greeting_ms, silence_ms, idle_restart_ms } = this.deadlines;
    return new ImapFlow({
      ...{ host, port, secure: security === 'tls', doSTARTTLS: security === 'tls' ? undefined : security === 'starttls' },
      // What stands here goes to the socket, with TLS or without.
      ...(lookup && { tls: { lookup } as object }),
      auth: credentials.kind === 'oauth2' ? { user: username, accessToken: secret } : { user: username, pass: secret },
      clientInfo: { name: 'customer-success-backend' },
      // Its log lines hold subjects and addresses.
      logger: false,
      connectionTimeout: connect_ms,
      greetingTimeout: greeting_ms,
      socketTimeout: silence_ms,
      maxIdleTime: idle_restart_ms,
      maxLiteralSize: LONGEST_LITERAL,
      disableAutoIdle: true,
      disableCompression: true,
    });
  }
}

function stopped(): MailboxError {
  return new MailboxError('retry', 'mail_stopped', 'The connection is no longer needed.');
}
