import { Injectable } from '@nestjs/common';
import { contactNotAllowed } from '../chatIngestion/replies/chatReplies.errors.js';
import { ChatReplyService } from '../chatIngestion/replies/chatReply.service.js';
import { allows, type UserPermissions } from '../common/auth/permissions.port.js';
import { AppError } from '../common/errors/appError.js';
import { uuidOf } from '../common/idempotency/uuidOf.js';
import { conflict, forbidden, validationFailed } from '../common/errors/commonErrors.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { ContactPermissionService } from '../customers/contactPermission.service.js';
import { EmailReplyService } from '../gmailIngestion/replies/emailReply.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { adviceLine, adviceText, firstRepeat } from './adviceText.js';
import { agriAdviceNotFound, agriAdviceTold, agriFarmerUnknown, agriNoChannel } from './agriConsultancy.errors.js';
import { AgriConsultancyService } from './agriConsultancy.service.js';
import { AGRI_CONSULTATION } from './agriConsultancy.states.js';
import type { AgriAdviceDto, CreateAgriAdviceDto, SendAgriAdviceDto } from './dto/agriAdvice.dto.js';
import type { AgriConsultationDetailDto, AgriConsultationDto } from './dto/agriConsultation.dto.js';

/** Where the farmer wrote last. */
interface Channel {
  name: string | null;
  conversation_id?: string;
  provider_id?: string;
  email_id?: string;
}

/** Who sends, and what he may do. */
export interface AdviceSender {
  id: string;
  permissions: UserPermissions;
}

/** What farmers are advised: written once, and sent once, by the ways that replies go. */
@Injectable()
export class AgriAdviceService {
  private readonly templates: Table<'provider_templates'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly consultations: AgriConsultancyService,
    private readonly permission: ContactPermissionService,
    private readonly chats: ChatReplyService,
    private readonly emails: EmailReplyService,
    private readonly clock: BusinessClock,
  ) {
    this.templates = tables.of('provider_templates');
  }

  /** Raises validation_failed, agri_consultation_not_found, agri_consultation_is_over, agri_no_open_day. */
  async write(
    consultation_id: string,
    { follow_up_wished_on, ...advice }: CreateAgriAdviceDto,
    id: string,
    by: string,
    now: Date,
  ): Promise<AgriConsultationDetailDto> {
    const { words = '', products = [] } = advice;
    if (words.trim() === '' && products.length === 0)
      throw validationFailed([{ field: 'words', message: 'give words, products, or both' }]);
    const { team } = await this.consultations.row(consultation_id);
    const wished = follow_up_wished_on ?? firstRepeat(products, this.clock.today(now));
    await this.functions.call('write_agri_advice', {
      p_consultation_id: consultation_id,
      p_id: id,
      p_advice: advice,
      p_steps: AGRI_CONSULTATION.steps,
      p_set: await this.consultations.followUp(wished, team),
      p_by: by,
    });
    return this.consultations.get(consultation_id);
  }

  /**
   * Sends it where the farmer wrote last. Each attempt has an id of its own, so that two who send at once send one message. Raises
   * agri_consultation_not_found, agri_advice_not_found, agri_advice_told, agri_farmer_unknown, agri_no_channel, forbidden,
   * contact_not_allowed, validation_failed, and what a reply raises.
   */
  async send(
    consultation_id: string,
    advice_id: string,
    body: SendAgriAdviceDto,
    sender: AdviceSender,
    now: Date,
  ): Promise<AgriConsultationDetailDto> {
    const { via, text, provider_template } = body;
    if (provider_template && (via === 'email' || text !== undefined))
      throw validationFailed([{ field: 'provider_template', message: 'provider_template is for WhatsApp, and goes without text' }]);
    const consultation = await this.consultations.row(consultation_id);
    const advice = (await this.consultations.advice(consultation_id)).find(({ id }) => id === advice_id);
    if (!advice) throw agriAdviceNotFound({ id: advice_id });
    if (advice.told_via !== null && advice.failed_at === null) throw agriAdviceTold({ told_via: advice.told_via, told_at: advice.told_at });
    const module = via === 'email' ? 'emails' : 'chats';
    if (!allows(sender.permissions, module, 'create')) throw forbidden({ module });
    const channel = await this.channel(consultation, via, now);
    const author = { send_id: attemptId(advice), created_by: sender.id };
    try {
      const { id } =
        via === 'email'
          ? await this.emails.reply(channel.email_id!, { body_text: text ?? adviceText(advice.words, advice.products) }, author)
          : await this.chats.reply(channel.conversation_id!, await this.words(body, consultation, advice, channel), author, now);
      await this.functions.call('note_agri_advice_sent', { p_id: advice_id, p_via: via, p_sent_id: id, p_by: sender.id });
    } catch (error) {
      // Somebody else was a moment faster, by the other way.
      if (error instanceof AppError && error.code === conflict.code) throw agriAdviceTold({ told_via: null, told_at: null });
      throw error;
    }
    return this.consultations.get(consultation_id);
  }

  /** What has left, or failed, of advice that was sent. */
  async follow(type: 'email' | 'message', ids: string[]): Promise<void> {
    await this.functions.call('follow_agri_advice', { p_type: type, p_ids: ids });
  }

  private async channel({ customer_id }: AgriConsultationDto, via: 'whatsapp' | 'email', now: Date): Promise<Channel> {
    if (!customer_id) throw agriFarmerUnknown();
    const { allowed, reasons, allowed_from } = await this.permission.mayContact(customer_id, via, 'service', now);
    if (!allowed) throw contactNotAllowed({ reasons, allowed_from });
    const channel = (await this.functions.call('get_customer_channel', { p_customer_id: customer_id, p_via: via })) as Channel | null;
    if (!channel) throw agriNoChannel({ via });
    return channel;
  }

  private async words(
    { text, provider_template }: SendAgriAdviceDto,
    { number }: AgriConsultationDto,
    { words, products }: AgriAdviceDto,
    { name }: Channel,
  ) {
    if (!provider_template) return { text: text ?? adviceText(words, products) };
    const { id, body } = provider_template;
    if (body) return { provider_template };
    const values = [name || 'farmer', number, adviceLine(words, products)];
    const template = await this.templates.find(id);
    return { provider_template: { id, body: values.slice(0, template?.body_values ?? values.length) } };
  }
}

/** The same id for everybody who sends this advice now; another one once it has failed. */
function attemptId({ id, failures }: AgriAdviceDto): string {
  return uuidOf(`agri advice:${id}:${failures}`);
}
