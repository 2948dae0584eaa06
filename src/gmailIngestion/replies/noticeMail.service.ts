import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '../../common/config/config.service.js';
import { isDatabaseUnavailable } from '../../common/errors/commonErrors.js';
import type { SendOutcome } from '../../common/sends/send.js';
import { loopToken } from '../../providers/mail/loopToken.js';
import { composeMail } from '../../providers/mail/mailComposer.js';
import { wireDomain } from '../../providers/mail/wireAddress.js';
import { MailboxError } from '../../providers/ports/mailbox.port.js';
import type { MailSender } from '../../providers/ports/mailSender.port.js';
import type { Row } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { replyRecipients, replyReferences } from '../composing/replyHeaders.js';
import { EmailReplyRepository } from './emailReply.repository.js';
import { MAIL_SENDER } from '../mailPorts.js';
import { MailboxAccess } from '../mailboxes/mailboxAccess.js';

/** A letter that is no answer: to one of us, or to a customer of a matter of his own. */
export interface NoticeMail {
  /** Of the send: the same id is the same message. */
  id: string;
  /** The mailbox that sends it. */
  from: string;
  to: string;
  /** Where an answer goes; undefined: to nobody. */
  reply_to?: string;
  /** By what an answer finds the thread that it belongs to: ids of messages, oldest first. */
  reference_ids?: string[];
  subject: string;
  text: string;
  /** Where one click takes the reader off; whole, or none. */
  unsubscribe_url?: string;
  date: Date;
}

/**
 * Mail from the product by itself. It belongs to no thread and quotes no customer's message. Answers to one to the people who work here go
 * to an address that no mailbox of ours reads, so that no customer gets them.
 */
@Injectable()
export class NoticeMailService {
  private readonly mailboxes;

  constructor(
    tables: Tables,
    private readonly access: MailboxAccess,
    @Inject(MAIL_SENDER) private readonly sender: MailSender,
    private readonly emails: EmailReplyRepository,
    private readonly config: ConfigService,
  ) {
    this.mailboxes = tables.of('support_emails');
  }

  /** From where to whom a letter goes that belongs to an e-mail, without being an answer to it; null when there is nobody. */
  async answerTo(email_id: string): Promise<Pick<NoticeMail, 'from' | 'to' | 'reply_to' | 'reference_ids'> | null> {
    const email = await this.emails.email(email_id);
    if (!email) return null;
    const [mailbox, ours] = await Promise.all([this.emails.mailbox(email.support_email_id), this.emails.ownAddresses()]);
    const to = replyRecipients(email, ours, false).to[0]?.email;
    if (!mailbox?.is_active || !to) return null;
    const from = mailbox.email_address;
    return { from, to, reply_to: from, reference_ids: replyReferences(email) };
  }

  /** Sends it now. Never raises. */
  async send({ id, from, to, reply_to, reference_ids = [], subject, text, unsubscribe_url, date }: NoticeMail): Promise<SendOutcome> {
    let mailbox: Row<'support_emails'> | undefined;
    try {
      [mailbox] = await this.mailboxes.all({ email_address: from });
      if (!mailbox) return { state: 'failed', error_code: 'no_mailbox', error_message: 'The mailbox that sends notices is not there.' };
      const domain = wireDomain(from);
      const message_id = `<notice-${id}@${domain}>`;
      const raw = await composeMail({
        message_id,
        from: { email: from, name: mailbox.display_name },
        to: [{ email: to, name: '' }],
        cc: [],
        subject,
        date,
        in_reply_to: reference_ids.at(-1) ?? '',
        reference_ids,
        text,
        html: '',
        attachments: [],
        loop_token: loopToken(this.config.link_secret, message_id),
        reply_to: reply_to ?? `no-reply@${domain}`,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          ...(unsubscribe_url && {
            'List-Unsubscribe': `<${unsubscribe_url}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
      });
      const result = await this.sender.send(await this.access.smtp(mailbox.id), { envelope: { from, to: [to] }, raw });
      if (result.state === 'sent') return { state: 'sent', provider_id: message_id };
      const { state, error_code, error_message } = result;
      return { state, error_code, error_message };
    } catch (error) {
      // Whatever is thrown comes before the mail server was asked; the sender itself never raises.
      if (error instanceof MailboxError) return { state: 'not_sent', error_code: error.code, error_message: error.message };
      const message = (error as Error).message;
      return { state: isDatabaseUnavailable(error) ? 'not_sent' : 'failed', error_code: 'not_prepared', error_message: message };
    }
  }
}
