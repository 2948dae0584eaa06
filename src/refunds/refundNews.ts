import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ChatReplyService } from '../chatIngestion/replies/chatReply.service.js';
import { ConfigService } from '../common/config/config.service.js';
import { AppError } from '../common/errors/appError.js';
import { isDatabaseUnavailable } from '../common/errors/commonErrors.js';
import { toDecimal } from '../common/money/minorUnits.js';
import { EmailReplyService } from '../gmailIngestion/replies/emailReply.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Row, Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { REFUNDS } from './refunds.settings.js';

interface Channel {
  customer_id: string;
  name: string | null;
  conversation_id?: string;
  provider_id?: string;
  email_id?: string;
}

/** Tells customers that their money is on its way, where they wrote last: by a WhatsApp template, or by e-mail. */
@Injectable()
export class RefundNews {
  private readonly refunds: Table<'refunds'>;
  private readonly templates: Table<'provider_templates'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly chats: ChatReplyService,
    private readonly emails: EmailReplyService,
    private readonly config: ConfigService,
  ) {
    this.refunds = tables.of('refunds');
    this.templates = tables.of('provider_templates', { sort: ['name'] });
  }

  /** Once, however often it is asked for; what keeps us from it for good is noted. */
  async tellPaid(refund_id: string, now: Date): Promise<void> {
    const refund = await this.refunds.find(refund_id);
    if (refund?.status !== 'paid') return;
    const channel =
      refund.customer_id && ((await this.functions.call('get_refund_channel', { p_customer_id: refund.customer_id })) as Channel | null);
    if (!channel) return this.note(refund_id, null, 'Nobody knows where the customer could be told.');
    try {
      const [by, words] = channel.conversation_id ? await this.byChat(refund, channel, now) : await this.byMail(refund, channel);
      await this.note(refund_id, by, words);
    } catch (error) {
      if (!(error instanceof AppError) || isDatabaseUnavailable(error) || error.statusCode >= 500) throw error;
      await this.note(refund_id, null, `${error.code}: ${error.message}`);
    }
  }

  /** Raises what a reply raises. */
  private async byChat(refund: Row<'refunds'>, channel: Channel, now: Date): Promise<[channel: string | null, words: string]> {
    const { REFUND_WHATSAPP_TEMPLATE: name } = this.config.of(REFUNDS);
    const approved = await this.templates.all({ provider_id: channel.provider_id!, name, status: 'approved' });
    if (!approved[0]) return [null, `There is no approved WhatsApp template ${name}.`];
    const { id, body_values } = approved[0];
    const body = [channel.name || 'customer', amountOf(refund), refund.order_number || refund.number].slice(0, body_values);
    await this.chats.reply(channel.conversation_id!, { provider_template: { id, body } }, author(refund), now);
    return ['whatsapp', `On WhatsApp, by the template ${name}.`];
  }

  /** Raises what a reply raises. */
  private async byMail(refund: Row<'refunds'>, { email_id }: Channel): Promise<[channel: string, words: string]> {
    const variables = {
      'refund.amount': amountOf(refund),
      'refund.order': refund.order_number || 'your purchase',
      'refund.number': refund.number,
    };
    await this.emails.reply(email_id!, { body_text: this.config.of(REFUNDS).REFUND_EMAIL_TEXT, variables }, author(refund));
    return ['email', 'By e-mail, in answer to the last one.'];
  }

  private async note(id: string, channel: string | null, reason: string): Promise<void> {
    await this.functions.call('note_refund_told', { p_id: id, p_channel: channel, p_reason: reason });
  }
}

function amountOf({ amount_minor, currency }: Row<'refunds'>): string {
  return `${toDecimal(amount_minor, currency)} ${currency}`;
}

/** The same id every time, so that the message is one. */
function author({ id, created_by }: Row<'refunds'>): { send_id: string; created_by: string } {
  const hex = createHash('sha256').update(`refund paid:${id}`).digest('hex');
  const send_id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { send_id, created_by: created_by ?? send_id };
}
