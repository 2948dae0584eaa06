import type { MailPerson } from '../../providers/mail/mailComposer.js';
import type { Row } from '../../supabase/table.js';

/** What is written and sent, as its tables have it. */
export type Mailbox = Row<'support_emails'>;
export type Email = Omit<Row<'emails'>, 'to_recipients' | 'cc_recipients' | 'bcc_recipients' | 'reply_to'> &
  Record<'to_recipients' | 'cc_recipients' | 'bcc_recipients' | 'reply_to', MailPerson[]>;
export type Attachment = Pick<
  Row<'email_attachments'>,
  'id' | 'position' | 'filename' | 'content_type' | 'size' | 'sha256' | 'content_id' | 'is_inline' | 'note'
>;
