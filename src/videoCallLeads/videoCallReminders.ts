import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DateTime } from 'luxon';
import { ChatOutreachService } from '../chatIngestion/replies/chatOutreach.service.js';
import { ConfigService } from '../common/config/config.service.js';
import type { Send, SendOutcome } from '../common/sends/send.js';
import { SendsService } from '../common/sends/sends.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { ContactPermissionService } from '../customers/contactPermission.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { NoticeMailService } from '../gmailIngestion/replies/noticeMail.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { VIDEO_CALL_LEADS } from './videoCallLeads.settings.js';

interface ReminderSend {
  address: string;
  name: string;
  when: string;
  link: string;
  interest: string;
}

/** Reminds customers of their video calls, each once: by a WhatsApp template, or by e-mail. */
@Injectable()
export class VideoCallReminders implements OnModuleInit {
  private readonly calls: Table<'video_call_leads'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly permission: ContactPermissionService,
    private readonly sends: SendsService,
    private readonly chats: ChatOutreachService,
    private readonly mail: NoticeMailService,
    private readonly config: ConfigService,
    private readonly clock: BusinessClock,
  ) {
    this.calls = tables.of('video_call_leads', { hidden: 'deleted_at' });
  }

  onModuleInit(): void {
    this.sends.register<ReminderSend>({ channel: 'video_call.whatsapp', perform: (send) => this.byWhatsapp(send) });
    this.sends.register<ReminderSend>({ channel: 'video_call.email', perform: (send) => this.byMail(send, new Date()) });
  }

  /** Once for each slot and time before it, however often it is asked for; what keeps us from it is noted. */
  async remind(id: string, starts_at: string, before_seconds: number, now: Date): Promise<void> {
    const call = await this.calls.find(id);
    if (call?.status !== 'booked' || !call.customer_id || Date.parse(call.starts_at!) !== Date.parse(starts_at)) return;
    if (Date.parse(starts_at) <= now.getTime()) return;
    const who = await this.customers.addresses(call.customer_id);
    if (!who) return;
    const { VIDEO_CALL_WHATSAPP_TEMPLATE, VIDEO_CALL_MAILBOX } = this.config.of(VIDEO_CALL_LEADS);
    const ways = [
      { channel: 'whatsapp' as const, address: who.phone, is_set_up: VIDEO_CALL_WHATSAPP_TEMPLATE !== undefined },
      { channel: 'email' as const, address: who.email, is_set_up: VIDEO_CALL_MAILBOX !== undefined },
    ];
    const against: string[] = [];
    let chosen: { channel: 'whatsapp' | 'email'; address: string } | undefined;
    for (const { channel, address, is_set_up } of ways) {
      if (chosen) continue;
      if (!is_set_up) against.push(`${channel} is not set up`);
      else if (!address) against.push(`no address on ${channel}`);
      else {
        const verdict = await this.permission.mayContact(call.customer_id, channel, 'service', now);
        if (verdict.allowed) chosen = { channel, address };
        else against.push(`not allowed on ${channel}: ${verdict.reasons.join(', ')}`);
      }
    }
    const zone = call.time_zone || who.time_zone || this.clock.zone;
    const when = DateTime.fromISO(starts_at, { zone }).setLocale('en').toFormat("cccc, d LLLL, HH:mm 'o’clock' (ZZZZ)");
    const { link, interest } = call;
    await this.functions.call('note_video_call_reminder', {
      p_id: id,
      p_starts_at: starts_at,
      p_before: before_seconds,
      p_channel: chosen?.channel ?? null,
      p_reason: chosen ? `Reminded on ${chosen.channel}.` : `Not reminded: ${against.join('; ')}.`,
      p_payload: chosen ? { address: chosen.address, name: who.name || 'customer', when, link, interest } : null,
      p_inputs: { time_zone: zone, before_seconds, against },
    });
  }

  private async byWhatsapp({ id, payload: { address, name, when, link } }: Send<ReminderSend>): Promise<SendOutcome> {
    const { VIDEO_CALL_WHATSAPP_TEMPLATE: template_id } = this.config.of(VIDEO_CALL_LEADS);
    if (!template_id) return notSetUp('VIDEO_CALL_WHATSAPP_TEMPLATE');
    return this.chats.sendTemplate({ id, template_id, phone: address, values: [name, when, link || '-'] });
  }

  private async byMail({ id, payload: { address, name, when, link, interest } }: Send<ReminderSend>, now: Date): Promise<SendOutcome> {
    const { VIDEO_CALL_MAILBOX: from } = this.config.of(VIDEO_CALL_LEADS);
    if (!from) return notSetUp('VIDEO_CALL_MAILBOX');
    const text = [`Dear ${name},`, `we look forward to our video call about "${interest}" on ${when}.`, link && `Join here: ${link}`];
    return this.mail.send({
      id,
      from,
      to: address,
      reply_to: from,
      subject: `Your video call on ${when}`,
      text: text.filter(Boolean).join('\n\n'),
      date: now,
    });
  }
}

function notSetUp(variable: string): SendOutcome {
  return { state: 'failed', error_code: 'not_set_up', error_message: `${variable} is not set.` };
}
