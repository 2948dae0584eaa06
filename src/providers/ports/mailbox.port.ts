/** How somebody signs in at a mail server. */
export type MailCredentials = { kind: 'password'; password: string } | { kind: 'oauth2'; access_token: string };

export interface MailServerSettings {
  host: string;
  port: number;
  /** tls from the first byte, starttls after a greeting, none for servers on this machine. */
  security: 'tls' | 'starttls' | 'none';
  username: string;
  credentials: MailCredentials;
}

export type FolderRole = 'inbox' | 'sent' | 'all' | 'other';

export interface MailFolder {
  path: string;
  /** By special-use flag, because names are in the owner's language. */
  role: FolderRole;
}

export interface FolderState {
  /** Text: it is a 32-bit number that only ever has to be compared. */
  uid_validity: string;
  uid_next: number;
  /** Empty where the server keeps none. */
  highest_modseq: string;
  message_count: number;
}

/** A message as the mailbox holds it. */
export interface MailboxItem {
  uid: number;
  /** INTERNALDATE: when the server got it. */
  received_at: Date;
  /** Bytes, as the server says. */
  size: number;
  flags: string[];
  labels: string[];
  /** X-GM-MSGID and X-GM-THRID, where the server offers them. */
  gmail_message_id?: string;
  gmail_thread_id?: string;
}

export interface MailboxMessage extends MailboxItem {
  /** The whole message, or its first `max_bytes`. */
  source: Buffer;
  is_truncated: boolean;
}

export interface FlagChange {
  uid: number;
  flags: string[];
  labels: string[];
}

/** One signed-in connection. Not for two callers at once. Every call raises MailboxError. */
export interface MailboxConnection {
  /** As the server announces them: IDLE, CONDSTORE, X-GM-EXT-1 … */
  readonly capabilities: ReadonlySet<string>;
  folders(): Promise<MailFolder[]>;
  /** Opens a folder for reading; what follows is about it. Reading sets no flags. */
  open(path: string): Promise<FolderState>;
  /** The UIDs above `after`, ascending; with `since` those of messages that came later. Gaps are normal. */
  uidsAfter(after: number, since?: Date): Promise<number[]>;
  /** Whole messages in UID order. One that has gone in the meantime is left out. */
  fetch(uids: number[], max_bytes: number): AsyncIterable<MailboxMessage>;
  /** What changed its flags since, where the server keeps modification sequences; otherwise nothing. */
  flagChanges(since_modseq: string): Promise<FlagChange[]>;
  /**
   * Waits until the server tells of news in the open folder, `ms` are over, or `signal` says to stop. Without IDLE it asks now and then.
   */
  idle(ms: number, signal: AbortSignal): Promise<'news' | 'quiet'>;
  /** Whether the folder holds a message with this Message-ID. */
  holds(path: string, message_id: string): Promise<boolean>;
  /** Files a message. */
  append(path: string, raw: Buffer, flags: string[], at: Date): Promise<void>;
  /** Signs off; never raises. */
  close(): Promise<void>;
}

export interface MailboxDriver {
  /** Raises MailboxError. */
  connect(settings: MailServerSettings, signal?: AbortSignal): Promise<MailboxConnection>;
}

/**
 * What to do next: retry soon; slow_down: minutes or hours (`retry_after_ms`); reconnect_needed: a person has to give other credentials;
 * folder_gone: the folder is not there; reset: read the folder anew.
 */
export type MailboxErrorKind = 'retry' | 'slow_down' | 'reconnect_needed' | 'folder_gone' | 'reset';

/**
 * A failed mailbox call. `code` is stable (`mail_auth_failed`, `mail_unreachable` …). The message is ours, because whoever named the server
 * reads it; `said` is what the other side answered, for the log alone. Neither holds a secret.
 */
export class MailboxError extends Error {
  readonly said?: string;

  constructor(
    readonly kind: MailboxErrorKind,
    readonly code: string,
    message: string,
    readonly retry_after_ms?: number,
    options?: ErrorOptions & { said?: string },
  ) {
    super(message, options);
    this.name = 'MailboxError';
    this.said = options?.said;
  }
}
