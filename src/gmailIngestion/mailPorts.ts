/** What the mail world is reached by; `gmailIngestion.module.ts` says which classes stand behind. */

/** MailboxDriver: reads mailboxes. */
export const MAILBOX_DRIVER = Symbol('MAILBOX_DRIVER');
/** MailSender: sends. */
export const MAIL_SENDER = Symbol('MAIL_SENDER');
/** MailParser: takes messages apart. */
export const MAIL_PARSER = Symbol('MAIL_PARSER');
/** GmailApiClient: what Gmail offers beyond IMAP. */
export const GMAIL_API = Symbol('GMAIL_API');
