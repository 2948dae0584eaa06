export interface MailAddress {
  /** In lower case. */
  email: string;
  name: string;
}

/** Something the reader should know about how a message was read. */
export interface MailNote {
  /** Stable: `date_missing`, `body_cut`, `attachment_refused` … */
  code: string;
  message: string;
}

export interface ParsedAttachment {
  filename: string;
  content_type: string;
  size: number;
  /** Without angle brackets; what `cid:` in the HTML refers to. */
  content_id: string;
  is_inline: boolean;
  /** Null when it was refused; `note` says why. */
  content: Buffer | null;
  note?: string;
}

/** What wrote it. All but `message` are never answered automatically. */
export type MailKind = 'message' | 'auto_reply' | 'bounce' | 'list' | 'loop';

/** A delivery report about a message of ours. */
export interface BounceReport {
  /** Message-ID of what came back, with its brackets; empty when the report does not say. */
  original_message_id: string;
  recipients: { email: string; action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'; status: string; diagnostic: string }[];
}

/** A message, read. Texts hold no NUL; ids keep their angle brackets. */
export interface ParsedEmail {
  message_id: string;
  in_reply_to: string;
  /** References, oldest first; what it answers is the last. */
  reference_ids: string[];
  /** Gmail keeps the id here that it replaced by one of its own. */
  original_message_id?: string;
  /** Who wrote it: From, unless a group or a form wrote in somebody's name. */
  from: MailAddress | null;
  reply_to: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  /** The Date header, which its sender may choose; null when missing or no date. */
  sent_at: Date | null;
  body_text: string;
  /** As it came, not yet cleaned. */
  body_html: string;
  /** What the writer added, and what it answers. */
  new_text: string;
  quoted_text: string;
  snippet: string;
  attachments: ParsedAttachment[];
  kind: MailKind;
  kind_reason: string;
  /** List-ID without its brackets, lower case. */
  list_id?: string;
  /** Also of one that says that something was, or may yet be, delivered; its kind is `auto_reply` then. */
  bounce?: BounceReport;
  notes: MailNote[];
}

export interface MailParser {
  /** Raises only when nothing at all can be made of it. */
  parse(raw: Buffer): Promise<ParsedEmail>;
}
