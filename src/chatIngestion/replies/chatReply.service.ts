import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FileStore } from '../../common/files/fileStore.js';
import type { UploadDto, UploadQueryDto } from '../../common/files/upload.dto.js';
import { AppError } from '../../common/errors/appError.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import type { ViewersDto } from '../../common/realtime/dto/viewer.dto.js';
import { ViewersRepository } from '../../common/realtime/viewers.repository.js';
import { ContactPermissionService } from '../../customers/contactPermission.service.js';
import { EmailUploadsService } from '../../gmailIngestion/composing/emailUploads.service.js';
import { mediaKind } from '../../providers/mediaFetch/mediaKind.js';
import type { ChatCapability } from '../../providers/ports/chatSender.port.js';
import { messageNotFound } from '../chatIngestion.errors.js';
import type { MessageDto } from '../messages/dto/message.dto.js';
import { type Reader, MessagesService } from '../messages/messages.service.js';
import { messagePreview } from '../messages/messagePreview.js';
import { ChatSenders } from '../providers/chatSenders.js';
import { ChatTemplatesService } from '../templates/chatTemplates.service.js';
import { type OutgoingFile, prepareReply, type TemplateShape } from './chatContent.js';
import {
  contactNotAllowed,
  fileNotStored,
  mediaRefused,
  notSupportedByProvider,
  providerTemplateUnusable,
  templateRequired,
} from './chatReplies.errors.js';
import { mediaRuleOf } from './chatMediaRules.js';
import { ChatReplyRepository, type Contact, type Conversation, type Message, type MessageToQueue } from './chatReply.repository.js';
import type { ReplyChatDto, ResendMessageDto, SettleMessageDto } from './dto/chatReply.dto.js';
import { purposeOf, ProviderTemplatesService } from './providerTemplates.service.js';

/** Who asks, and the id that what he makes gets. */
export interface Author {
  send_id: string;
  created_by: string;
  /** No person wrote it: a rule that he made did. It is nobody's answer then. */
  is_automatic?: boolean;
}

/** Where a reply goes. */
interface Target {
  conversation: Conversation;
  contact: Contact;
  provider_id: string;
  capabilities: ReadonlySet<ChatCapability>;
}

/** Messages that we write: from the words to the row that waits to be sent, and what people do about it afterwards. */
@Injectable()
export class ChatReplyService {
  constructor(
    private readonly repository: ChatReplyRepository,
    private readonly messages: MessagesService,
    private readonly senders: ChatSenders,
    private readonly templates: ChatTemplatesService,
    private readonly provider_templates: ProviderTemplatesService,
    private readonly permission: ContactPermissionService,
    private readonly uploads: EmailUploadsService,
    private readonly looking: ViewersRepository,
    private readonly files: FileStore,
  ) {}

  /**
   * Raises conversation_not_found, template_required, contact_not_allowed, not_supported_by_provider, provider_not_configured, and whatever
   * is wrong with the words, the file or the template.
   */
  async reply(id: string, body: ReplyChatDto, author: Author, now: Date): Promise<MessageDto> {
    return this.replyBy((message) => this.queue(message, author, now), id, body, author, now);
  }

  /** The same, written by `write`: it calls queue_chat_message with what it gets, and does more in its transaction. */
  async replyBy<T>(write: (message: MessageToQueue) => Promise<T>, id: string, body: ReplyChatDto, author: Author, now: Date): Promise<T> {
    expectOneThing(body);
    const target = await this.target(id);
    const { conversation, contact } = target;
    if (body.reply_to_id !== undefined) await this.expectQuotable(body.reply_to_id, contact);
    const words = await this.words(body, target, author, now);
    const template = body.provider_template && (await this.template(body.provider_template.id, target));
    const { file, upload_ids } = await this.file(body, contact, author);
    const prepared = prepareReply({ ...body, ...words }, { file, template });
    expectCapable(target, [...prepared.needs, ...(body.reply_to_id === undefined ? [] : (['quote'] as const))]);
    const purpose = template ? purposeOf(template.category) : null;
    if (purpose) await this.expectAllowed(contact, purpose, now);
    const message: MessageToQueue = {
      send_id: author.send_id,
      conversation_id: conversation.id,
      provider_id: target.provider_id,
      type: prepared.type,
      text: prepared.text,
      preview: messagePreview({ type: prepared.type, text: prepared.text, file_name: prepared.files[0]?.file_name }),
      content: prepared.shown,
      reply_to_id: body.reply_to_id ?? null,
      media: prepared.files,
      upload_ids,
      payload: { provider_id: target.provider_id, content: prepared.content as MessageToQueue['payload']['content'] },
      is_template: template !== undefined,
      purpose,
      template_id: body.template_id ?? null,
      set_status: body.set_status ?? null,
      resend_of: null,
      force: false,
      created_by: author.is_automatic ? null : author.created_by,
    };
    return this.explained(target, now, () => write(message));
  }

  /**
   * Says once more what did not arrive. While nobody knows whether it did, only by force. Raises conversation_not_found, message_not_found,
   * message_uncertain, message_not_failed, already_resent, and what a reply raises.
   */
  async resend(id: string, message_id: string, { force = false }: ResendMessageDto, author: Author, now: Date): Promise<MessageDto> {
    const target = await this.target(id);
    const former = await this.repository.own(message_id, target.conversation.id);
    const [files, { content }] = await Promise.all([this.repository.files(former.id), this.repository.payloadOf(former.send_id!)]);
    expectCapable(target, [content.type as ChatCapability]);
    const is_template = content.type === 'template';
    const purpose = is_template ? purposeOf((content['category'] as string | undefined) ?? null) : null;
    if (purpose) await this.expectAllowed(target.contact, purpose, now);
    const message: MessageToQueue = {
      send_id: author.send_id,
      conversation_id: target.conversation.id,
      provider_id: target.provider_id,
      type: former.type,
      text: former.text,
      preview: former.preview,
      content: former.content,
      reply_to_id: former.reply_to_id,
      media: files.map(({ sha256, mime, file_name, size }) => ({ sha256: sha256!, mime: mime ?? '', file_name, size: size ?? 0 })),
      upload_ids: [],
      payload: { provider_id: target.provider_id, content },
      is_template,
      purpose,
      template_id: null,
      set_status: null,
      resend_of: former.id,
      force,
      created_by: author.created_by,
    };
    return this.explained(target, now, () => this.queue(message, author, now));
  }

  /** Who looks at a conversation now. Raises conversation_not_found. */
  async viewers(id: string): Promise<ViewersDto> {
    const conversation = await this.repository.conversation(id);
    const key = `conversation/${conversation.id}`;
    return { viewers: (await this.looking.of([key])).get(key) ?? [] };
  }

  /** A file to send. Raises upload_empty, uploads_busy, body_too_large. */
  upload(query: UploadQueryDto, request: FastifyRequest, created_by: string): Promise<UploadDto> {
    return this.uploads.take(query, request, created_by);
  }

  /** Takes back what is not under way yet. Raises conversation_not_found, message_not_found, send_not_cancellable. */
  async cancel(id: string, message_id: string, reader: Reader): Promise<MessageDto> {
    const message = await this.own(id, message_id);
    await this.repository.cancel(message.send_id!);
    return this.messages.one(message_id, reader);
  }

  /** A person says what became of an uncertain message. Raises conversation_not_found, message_not_found, send_not_uncertain. */
  async settle(id: string, message_id: string, { state, reason }: SettleMessageDto, reader: Reader): Promise<MessageDto> {
    const message = await this.own(id, message_id);
    await this.repository.settle(message.send_id!, state, reason);
    return this.messages.one(message_id, reader);
  }

  private async own(id: string, message_id: string): Promise<Message> {
    const conversation = await this.repository.conversation(id);
    return this.repository.own(message_id, conversation.id);
  }

  private async target(id: string): Promise<Target> {
    const conversation = await this.repository.conversation(id);
    const [contact, { provider_id, sender }] = await Promise.all([
      this.repository.contact(conversation.contact_id),
      this.senders.sending(conversation.provider_id, conversation.business_number),
    ]);
    const { capabilities } = sender;
    if (contact.phone === null && !capabilities.has('user_id')) throw notSupportedByProvider({ needs: ['user_id'] });
    return { conversation, contact, provider_id, capabilities };
  }

  /** Text and caption with their values, when the writer chose a canned text or used variables; otherwise braces are just braces. */
  private async words(
    { text, template_id, variables, media }: ReplyChatDto,
    { contact }: Target,
    { created_by }: Author,
    now: Date,
  ): Promise<{ text?: string; caption?: string }> {
    const caption = media?.caption;
    if (template_id === undefined && variables === undefined) return { text, caption };
    const context = {
      customer_id: contact.customer_id,
      customer: { name: contact.name, phone: contact.phone ?? undefined },
      user_id: created_by,
      now,
    };
    const given = variables ?? {};
    if (template_id !== undefined) {
      const filled = await this.templates.fill(template_id, 'chat', given, context, 'whatsapp');
      return { text: filled.text };
    }
    const fillable = (words: string | undefined) => (words === undefined ? undefined : { text: words, target: 'whatsapp' as const });
    return this.templates.fillWords({ text: fillable(text), caption: fillable(caption) }, given, context);
  }

  private async template(template_id: string, { provider_id }: Target): Promise<TemplateShape> {
    const template = await this.provider_templates.get(template_id);
    if (template.provider_id !== provider_id || template.status !== 'approved')
      throw providerTemplateUnusable({ id: template_id, status: template.status });
    return template;
  }

  private async file(
    { media, provider_template }: ReplyChatDto,
    contact: Contact,
    { created_by }: Author,
  ): Promise<{ file?: OutgoingFile; upload_ids: string[] }> {
    const upload_id = media?.upload_id ?? provider_template?.header_upload_id;
    if (upload_id !== undefined) {
      const [upload] = await this.uploads.find([upload_id], created_by);
      const { sha256, content_type: mime, filename: file_name, size } = upload!;
      return { file: await this.checked({ sha256, mime, file_name, size }), upload_ids: [upload_id] };
    }
    if (media?.file_id === undefined) return { upload_ids: [] };
    const found = await this.repository.file(media.file_id, contact.id);
    if (!found?.sha256) throw fileNotStored({ id: media.file_id });
    return { file: { sha256: found.sha256, mime: found.mime ?? '', file_name: found.file_name, size: found.size ?? 0 }, upload_ids: [] };
  }

  /** What the bytes are, whatever the uploader says. Raises media_refused. */
  private async checked(file: OutgoingFile): Promise<OutgoingFile> {
    const { kind, max } = mediaRuleOf(file.mime);
    if (file.size > max) throw mediaRefused({ mime: file.mime, size: file.size, limit: max });
    const mime = await mediaKind(await this.files.read(file.sha256), { type: kind, claimed: file.mime });
    if (mime === null) throw mediaRefused({ mime: file.mime, reason: 'not_media' });
    return { ...file, mime };
  }

  private async expectQuotable(message_id: string, contact: Contact): Promise<void> {
    const quoted = await this.repository.message(message_id);
    if (quoted?.contact_id !== contact.id || quoted.key === null) throw messageNotFound({ id: message_id });
  }

  private async expectAllowed({ customer_id }: Contact, purpose: 'service' | 'marketing', now: Date): Promise<void> {
    if (customer_id === null) return;
    const { allowed, reasons, allowed_from } = await this.permission.mayContact(customer_id, 'whatsapp', purpose, now);
    if (!allowed) throw contactNotAllowed({ reasons, allowed_from });
  }

  private async queue(message: MessageToQueue, { created_by: user_id }: Author, now: Date): Promise<MessageDto> {
    const { id } = await this.repository.queue(message);
    return this.messages.one(id, { user_id, now });
  }

  /** Where only a template may be sent, the refusal names those that fit. */
  private async explained<T>(target: Target, now: Date, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== templateRequired.code) throw error;
      const templates = await this.provider_templates.fitting(target.provider_id, target.contact.customer_id, now);
      throw templateRequired({ ...(error.details as object), templates });
    }
  }
}

/** Raises validation_failed. */
function expectOneThing({ text, template_id, media, provider_template, buttons, list }: ReplyChatDto): void {
  const said = Object.entries({ text, template_id, media, provider_template }).filter(([, value]) => value !== undefined);
  if (said.length !== 1)
    throw validationFailed([{ field: 'text', message: 'give exactly one of text, template_id, media and provider_template' }]);
  const words = text !== undefined || template_id !== undefined;
  if (buttons && list) throw validationFailed([{ field: 'list', message: 'list does not go with buttons' }]);
  for (const [field, value] of Object.entries({ buttons, list }))
    if (value !== undefined && !words) throw validationFailed([{ field, message: `${field} needs a text` }]);
  const rows = list?.sections.reduce((sum, { rows: some }) => sum + some.length, 0) ?? 0;
  if (rows > 10) throw validationFailed([{ field: 'list', message: 'list may have at most ten rows' }]);
  if (media && (media.upload_id === undefined) === (media.file_id === undefined))
    throw validationFailed([{ field: 'media', message: 'give either upload_id or file_id' }]);
  for (const values of Object.values(provider_template?.buttons ?? {}))
    if (!Array.isArray(values) || values.some((value) => typeof value !== 'string' || value === '' || /\p{Cc}/u.test(value)))
      throw validationFailed([{ field: 'provider_template', message: 'buttons must hold lists of texts of one line' }]);
}

/** Raises not_supported_by_provider. */
function expectCapable({ capabilities }: Target, needs: ChatCapability[]): void {
  const lacking = needs.filter((need) => !capabilities.has(need));
  if (lacking.length > 0) throw notSupportedByProvider({ needs: lacking });
}
