import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChatOutreachService } from '../chatIngestion/replies/chatOutreach.service.js';
import { ConfigService } from '../common/config/config.service.js';
import { PublicAddress } from '../common/http/publicAddress.js';
import type { Send, SendOutcome } from '../common/sends/send.js';
import { SendsService } from '../common/sends/sends.service.js';
import { NoticeMailService } from '../gmailIngestion/replies/noticeMail.service.js';
import { WebhookEndpointClient } from '../providers/webhookEndpoint/webhookEndpoint.client.js';
import type { Row, Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { Group } from './dto/preference.dto.js';
import { NotificationPreferencesService } from './notificationPreferences.service.js';
import { NOTIFICATIONS } from './notifications.settings.js';

/** What deliver_notification wrote into the send. */
interface NoticeSend {
  notification_id: string;
  user_id: string;
  address: string;
  group: Group;
}

type Notice = Row<'notifications'>;

/** Carries notices out of the house: by e-mail, WhatsApp and webhook, each a send. */
@Injectable()
export class NoticeSenders implements OnModuleInit {
  private readonly notices: Table<'notifications', Notice>;

  constructor(
    tables: Tables,
    private readonly sends: SendsService,
    private readonly mail: NoticeMailService,
    private readonly chats: ChatOutreachService,
    private readonly webhooks: WebhookEndpointClient,
    private readonly preferences: NotificationPreferencesService,
    private readonly address: PublicAddress,
    private readonly config: ConfigService,
  ) {
    this.notices = tables.of('notifications');
  }

  onModuleInit(): void {
    const by = (carry: (send: Send<NoticeSend>, notice: Notice) => Promise<SendOutcome>) => async (send: Send<NoticeSend>) => {
      let notice: Notice | null;
      try {
        notice = await this.notices.find(send.payload.notification_id);
      } catch (error) {
        return { state: 'not_sent', error_code: 'not_prepared', error_message: (error as Error).message } as const;
      }
      if (!notice || notice.recalled_at)
        return { state: 'failed', error_code: 'recalled', error_message: 'Its cause had gone before it was sent.' } as const;
      return carry(send, notice);
    };
    this.sends.register<NoticeSend>({ channel: 'notice.email', perform: by((send, notice) => this.byMail(send, notice, new Date())) });
    this.sends.register<NoticeSend>({ channel: 'notice.whatsapp', perform: by((send, notice) => this.byWhatsapp(send, notice)) });
    this.sends.register<NoticeSend>({ channel: 'notice.webhook', perform: by((send, notice) => this.byWebhook(send, notice)) });
  }

  private async byMail({ id, payload }: Send<NoticeSend>, { title, body }: Notice, now: Date): Promise<SendOutcome> {
    const { NOTIFICATION_MAILBOX: from, NOTIFICATION_REPLY_TO: reply_to } = this.config.of(NOTIFICATIONS);
    if (!from) return notSetUp('NOTIFICATION_MAILBOX');
    const link = this.address.url && `${this.address.url}/notifications/unsubscribe?`;
    const unsubscribe_url = link && `${link}${this.preferences.unsubscribeQuery(payload.user_id, payload.group, now)}`;
    const leave = unsubscribe_url && `No more e-mails of this kind: ${unsubscribe_url}`;
    const text = [title, body, 'This is a notice to you alone; answers to it are read by nobody.', leave].filter(Boolean).join('\n\n');
    return this.mail.send({ id, from, to: payload.address, reply_to, subject: title, text, unsubscribe_url, date: now });
  }

  private async byWhatsapp({ id, payload }: Send<NoticeSend>, { title, body }: Notice): Promise<SendOutcome> {
    const { NOTIFICATION_WHATSAPP_TEMPLATE: template_id } = this.config.of(NOTIFICATIONS);
    if (!template_id) return notSetUp('NOTIFICATION_WHATSAPP_TEMPLATE');
    return this.chats.sendTemplate({ id, template_id, phone: payload.address, values: [title, body || title].map(oneLine) });
  }

  private async byWebhook({ id, payload }: Send<NoticeSend>, notice: Notice): Promise<SendOutcome> {
    const { id: notification_id, module, type, title, body, entity_type, entity_id, priority, created_at } = notice;
    const told = { id: notification_id, module, type, title, body, entity_type, entity_id, priority, created_at };
    const answer = await this.webhooks.post({
      url: payload.address,
      headers: { 'content-type': 'application/json', 'webhook-id': id },
      body: JSON.stringify({ type: 'notification.created', data: told }),
    });
    if (answer.status_code !== null && answer.status_code < 300) return { state: 'delivered' };
    const error_code = answer.error_code ?? `http_${answer.status_code}`;
    const error_message = 'The endpoint did not take the notice.';
    if (answer.error_code === 'timeout') return { state: 'unknown', error_code, error_message };
    const later = answer.status_code === null ? answer.error_code !== 'url_not_allowed' : answer.status_code >= 500;
    return { state: later ? 'not_sent' : 'failed', error_code, error_message };
  }
}

function notSetUp(variable: string): SendOutcome {
  return { state: 'failed', error_code: 'not_set_up', error_message: `${variable} is not set.` };
}

/** Values of a template hold no breaks. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 1_000);
}
