import { Injectable } from '@nestjs/common';
import { ChatReplyService } from '../chatIngestion/replies/chatReply.service.js';
import { AppError } from '../common/errors/appError.js';
import { isDatabaseUnavailable } from '../common/errors/commonErrors.js';
import { uuidOf } from '../common/idempotency/uuidOf.js';
import { ContactPermissionService } from '../customers/contactPermission.service.js';
import { EmailReplyService } from '../gmailIngestion/replies/emailReply.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';

/** Where a customer is told: in a conversation, or in answer to an e-mail. */
export type NewsTarget = { conversation_id?: string | null; email_id?: string | null };

/** What a customer is told without having asked. */
export interface CustomerNews {
  /** Names it: the same news is told once. */
  key: string;
  /** Null: nobody knows who it is. */
  customer_id: string | null;
  /** Null: where he wrote last. */
  target: NewsTarget | null;
  /** An approved template by its name; its values begin with the name of the customer. */
  whatsapp: { template: string; values: string[] };
  email: { text: string; variables: Record<string, string> };
  /** What it is about: its history and its decisions have that it was told, or why not. */
  about: { kind: string; module: string; entity_type: string; entity_id: string; table: string };
}

type Channel = NewsTarget & { name: string };

type Told = [channel: 'whatsapp' | 'email' | null, reason: string];

/** Tells customers of their own matters, on their channel, where they may be contacted; once each. */
@Injectable()
export class CustomerNewsService {
  private readonly templates: Table<'provider_templates'>;
  private readonly conversations: Table<'conversations'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly permission: ContactPermissionService,
    private readonly chats: ChatReplyService,
    private readonly emails: EmailReplyService,
  ) {
    this.templates = tables.of('provider_templates', { sort: ['name'] });
    this.conversations = tables.of('conversations');
  }

  /** However often it is asked for, it is told once. What keeps us from it for good is noted; only what may pass is raised. */
  async tell(news: CustomerNews, now: Date): Promise<void> {
    const [p_channel, p_reason] = await this.told(news, now).catch((error: unknown): Told => {
      if (!(error instanceof AppError) || isDatabaseUnavailable(error) || error.statusCode >= 500) throw error;
      return [null, `${error.code}: ${error.message}`];
    });
    await this.functions.call('note_customer_told', { p_about: { ...news.about, key: news.key }, p_channel, p_reason });
  }

  private async told(news: CustomerNews, now: Date): Promise<Told> {
    const { customer_id, target } = news;
    const unknown: Told = [null, 'Nobody knows where the customer could be told.'];
    if (!customer_id) return unknown;
    const last = await this.functions.call<'get_customer_channel', Channel | null>('get_customer_channel', { p_customer_id: customer_id });
    const { conversation_id, email_id } = target ?? last ?? {};
    if (conversation_id) return this.byChat(news, conversation_id, last?.name ?? '', now);
    return email_id ? this.byMail(news, email_id, customer_id, now) : unknown;
  }

  /** Whether he may be written to by it is asked where it is sent. */
  private async byChat({ key, whatsapp }: CustomerNews, id: string, name: string, now: Date): Promise<Told> {
    const { provider_id } = await this.conversations.get(id);
    const [approved] = await this.templates.all({ provider_id, name: whatsapp.template, status: 'approved' });
    if (!approved) return [null, `There is no approved WhatsApp template ${whatsapp.template}.`];
    const body = [name || 'customer', ...whatsapp.values].slice(0, approved.body_values);
    await this.chats.reply(id, { provider_template: { id: approved.id, body } }, author(key), now);
    return ['whatsapp', `On WhatsApp, by the template ${whatsapp.template}.`];
  }

  private async byMail({ key, email }: CustomerNews, email_id: string, customer_id: string, now: Date): Promise<Told> {
    const { allowed, reasons } = await this.permission.mayContact(customer_id, 'email', 'service', now);
    if (!allowed) return [null, `The customer may not be written to by e-mail: ${reasons.join(', ')}.`];
    await this.emails.reply(email_id, { body_text: email.text, variables: email.variables }, author(key));
    return ['email', 'By e-mail, in answer to the last one.'];
  }
}

/** The same id every time, so that the message is one; it counts as no person's answer. */
function author(key: string) {
  const send_id = uuidOf(key);
  return { send_id, created_by: send_id, is_automatic: true };
}
