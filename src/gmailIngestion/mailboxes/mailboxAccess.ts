import { Inject, Injectable } from '@nestjs/common';
import { SecretBox, SecretBoxError } from '../../common/crypto/secretBox.js';
import { defineError } from '../../common/errors/appError.js';
import { MailboxError, type MailCredentials, type MailServerSettings } from '../../providers/ports/mailbox.port.js';
import { ProviderError } from '../../providers/providerError.js';
import { MailboxesRepository, type MailboxRow } from './mailboxes.repository.js';
import { GMAIL_API, type GmailApi, type OAuthGrant } from '../mailPorts.js';
import { credentialsPlace, type StoredCredentials } from './supportEmailCredentials.js';

/** A token that ends sooner is not used any more, milliseconds. */
const TOKEN_RESERVE_MS = 2 * 60_000;
/** Longer than an answer of the authorisation server may take. */
const TURN_SECONDS = 30;
const TURN_PAUSE_MS = 200;

export const supportEmailNotFound = defineError('support_email_not_found', 404, 'No such mailbox.');

interface Token {
  /** The mailbox as it was when the token was got; another one needs another. */
  version: number;
  access_token: string;
  expires_at: number;
}

/** How to sign in at the servers of a mailbox: opens its credentials, and gets OAuth tokens. Nothing of it is logged, and only a renewed consent is stored, sealed. */
@Injectable()
export class MailboxAccess {
  private readonly tokens = new Map<string, Token>();
  private readonly refreshing = new Map<string, Promise<string>>();
  private readonly unstored = new Map<string, { before: string; grant: OAuthGrant & { kind: 'oauth2' } }>();

  constructor(
    private readonly repository: MailboxesRepository,
    private readonly box: SecretBox,
    @Inject(GMAIL_API) private readonly gmail: GmailApi,
  ) {}

  /** Raises support_email_not_found, MailboxError. */
  async imap(support_email_id: string): Promise<MailServerSettings> {
    const { mailbox, credentials } = await this.open(support_email_id);
    return {
      host: mailbox.imap_host,
      port: mailbox.imap_port,
      security: mailbox.imap_security as MailServerSettings['security'],
      username: mailbox.username,
      credentials,
    };
  }

  /** Raises support_email_not_found, MailboxError. */
  async smtp(support_email_id: string): Promise<MailServerSettings> {
    const { mailbox, credentials } = await this.open(support_email_id);
    return {
      host: mailbox.smtp_host,
      port: mailbox.smtp_port,
      security: mailbox.smtp_security as MailServerSettings['security'],
      username: mailbox.username,
      credentials,
    };
  }

  /** A token for Gmail's API; undefined for a mailbox that signs in by password. Raises support_email_not_found, MailboxError. */
  async accessToken(support_email_id: string): Promise<string | undefined> {
    const { credentials } = await this.open(support_email_id);
    return credentials.kind === 'oauth2' ? credentials.access_token : undefined;
  }

  /** The server refused the token: the next one is a new one. */
  forget(support_email_id: string): void {
    this.tokens.delete(support_email_id);
  }

  private async open(support_email_id: string): Promise<{ mailbox: MailboxRow; credentials: MailCredentials }> {
    const mailbox = await this.repository.withSecret(support_email_id);
    if (!mailbox) throw supportEmailNotFound({ id: support_email_id });
    if (!mailbox.sealed) throw new MailboxError('reconnect_needed', 'mail_credentials_missing', 'No credentials are stored.');
    const stored = this.unseal(mailbox.sealed, support_email_id);
    if (stored.kind === 'password') return { mailbox, credentials: stored };
    return { mailbox, credentials: { kind: 'oauth2', access_token: await this.token(mailbox) } };
  }

  private unseal(sealed: string, support_email_id: string): StoredCredentials {
    try {
      return JSON.parse(this.box.open(sealed, credentialsPlace(support_email_id))) as StoredCredentials;
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      throw new MailboxError(
        'reconnect_needed',
        'mail_credentials_unreadable',
        'The stored credentials cannot be opened: the encryption key is another one.',
        undefined,
        { cause: error },
      );
    }
  }

  /** Calls at once share one refresh. */
  private token({ id, version }: MailboxRow): Promise<string> {
    const known = this.tokens.get(id);
    if (known && known.version === version && known.expires_at - TOKEN_RESERVE_MS > Date.now()) return Promise.resolve(known.access_token);
    const key = `${id}:${version}`;
    let refresh = this.refreshing.get(key);
    if (!refresh) {
      refresh = this.refresh(id, version).finally(() => this.refreshing.delete(key));
      this.refreshing.set(key, refresh);
    }
    return refresh;
  }

  /**
   * Nodes take turns, and each begins with what the one before has stored: a provider that renews refresh tokens may take the old one away.
   * Storing it changes no version, so that no watcher begins anew.
   */
  private async refresh(id: string, version: number): Promise<string> {
    const sealed = await this.turn(id);
    let renewed: string | undefined;
    try {
      const stored = this.unseal(sealed, id);
      if (stored.kind !== 'oauth2')
        throw new MailboxError('retry', 'mail_credentials_changed', 'The mailbox has got other credentials meanwhile.');
      const grant = this.held(id, sealed) ?? stored;
      const { access_token, expires_in, refresh_token } = await this.ask(grant);
      const next = { ...grant, refresh_token: refresh_token ?? grant.refresh_token };
      if (next.refresh_token !== stored.refresh_token) {
        // Also in memory, until it is stored: without it nobody could ever ask again.
        this.unstored.set(id, { before: sealed, grant: next });
        renewed = this.box.seal(JSON.stringify(next), credentialsPlace(id));
      }
      this.tokens.set(id, { version, access_token, expires_at: Date.now() + expires_in * 1000 });
      return access_token;
    } finally {
      // When the database is away, the turn ends by itself, and what is held is stored after the next one.
      await this.repository.endRefresh(id, sealed, renewed).then(
        () => this.unstored.delete(id),
        () => undefined,
      );
    }
  }

  /** The credentials, when it is this node's turn. */
  private async turn(id: string): Promise<string> {
    for (let waited = 0; waited <= TURN_SECONDS * 1000; waited += TURN_PAUSE_MS) {
      const sealed = await this.repository.beginRefresh(id, TURN_SECONDS);
      if (sealed !== undefined) return sealed;
      if (!(await this.repository.withSecret(id))?.sealed) throw supportEmailNotFound({ id });
      await new Promise((resolve) => setTimeout(resolve, TURN_PAUSE_MS));
    }
    throw new MailboxError('retry', 'mail_oauth_busy', 'Another node asks for a token of this mailbox.');
  }

  /** A renewed consent that could not be stored, unless other credentials have been given since. */
  private held(id: string, sealed: string): (OAuthGrant & { kind: 'oauth2' }) | undefined {
    const held = this.unstored.get(id);
    return held?.before === sealed ? held.grant : undefined;
  }

  private async ask({ client_id, client_secret, refresh_token }: OAuthGrant): ReturnType<GmailApi['refreshAccessToken']> {
    try {
      return await this.gmail.refreshAccessToken({ client_id, client_secret, refresh_token });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const needs_person = error.kind === 'unauthorised' || error.kind === 'rejected';
      if (needs_person)
        throw new MailboxError(
          'reconnect_needed',
          'mail_oauth_refused',
          'The authorisation server gives no token for the stored consent.',
          undefined,
          { cause: error },
        );
      throw new MailboxError('retry', 'mail_oauth_unreachable', 'The authorisation server gave no token.', undefined, { cause: error });
    }
  }
}
