/** What the mail world is reached by; `gmailIngestion.module.ts` says which classes stand behind. */

/** MailboxDriver: reads mailboxes. */
export const MAILBOX_DRIVER = Symbol('MAILBOX_DRIVER');
/** MailSender: sends. */
export const MAIL_SENDER = Symbol('MAIL_SENDER');
/** GmailApi: what Gmail offers beyond IMAP. */
export const GMAIL_API = Symbol('GMAIL_API');

/** Credentials of an OAuth client, with the consent of the mailbox's owner. */
export interface OAuthGrant {
  client_id: string;
  client_secret: string;
  refresh_token: string;
}

/** Tokens and push notifications. Every failure is a ProviderError: unauthorised and rejected need a person. */
export interface GmailApi {
  /** `expires_in` is in seconds. With a `refresh_token` the one before is not good any more, or not for long. */
  refreshAccessToken(grant: OAuthGrant): Promise<{ access_token: string; expires_in: number; refresh_token?: string }>;
  /** Has changes announced to a Pub/Sub topic; a new one replaces the old. `expires_at`: until when. */
  watch(access_token: string, topic: string): Promise<{ history_id: string; expires_at: Date }>;
  /** Ends that; twice is once. */
  stop(access_token: string): Promise<void>;
}
