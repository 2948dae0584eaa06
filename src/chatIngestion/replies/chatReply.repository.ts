import { Injectable } from '@nestjs/common';
import { SendsRepository } from '../../common/sends/sends.repository.js';
import { Functions } from '../../supabase/functions.service.js';
import type { ChatContent } from '../../providers/ports/chatSender.port.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { type Row, unwrap } from '../../supabase/table.js';
import { conversationNotFound, messageNotFound } from '../chatIngestion.errors.js';

export type Message = Row<'messages'>;
export type MessageFile = Row<'message_media'>;
export type Contact = Row<'chat_contacts'>;
export type Conversation = Row<'conversations'>;

/** What queue_chat_message reads. */
export interface MessageToQueue {
  send_id: string;
  conversation_id: string;
  provider_id: string;
  type: string;
  text: string | null;
  preview: string;
  content: unknown;
  reply_to_id: string | null;
  media: { sha256: string; mime: string; file_name: string; size: number }[];
  upload_ids: string[];
  /** What the worker sends. */
  payload: ChatSendPayload;
  is_template: boolean;
  purpose: string | null;
  template_id: string | null;
  set_status: string | null;
  resend_of: string | null;
  force: boolean;
  /** It is no answer: nobody wrote it, and it opens nothing. */
  is_aside?: boolean;
  created_by: string | null;
}

/** What a send of the channel `chat.message` carries. */
export interface ChatSendPayload {
  provider_id: string;
  /** The address of a file is put in when it is sent. */
  content: ChatContent;
}

@Injectable()
export class ChatReplyRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
    private readonly sends: SendsRepository,
  ) {}

  /** The conversation, or the one that took it in. Raises conversation_not_found. */
  async conversation(id: string): Promise<Conversation> {
    const found = unwrap(await this.supabase.admin.from('conversations').select('*').eq('id', id).maybeSingle());
    if (!found) throw conversationNotFound({ id });
    return found.merged_into ? this.conversation(found.merged_into) : found;
  }

  async contact(id: string): Promise<Contact> {
    return unwrap(await this.supabase.admin.from('chat_contacts').select('*').eq('id', id).single());
  }

  async message(id: string): Promise<Message | null> {
    return unwrap(await this.supabase.admin.from('messages').select('*').eq('id', id).maybeSingle());
  }

  /** A message of ours in a conversation. Raises message_not_found. */
  async own(id: string, conversation_id: string): Promise<Message> {
    const found = await this.message(id);
    if (!found?.send_id || found.conversation_id !== conversation_id) throw messageNotFound({ id });
    return found;
  }

  async files(message_id: string): Promise<MessageFile[]> {
    return unwrap(await this.supabase.admin.from('message_media').select('*').eq('message_id', message_id).order('position'));
  }

  /** A file of a message of this contact. */
  async file(id: string, contact_id: string): Promise<MessageFile | null> {
    const file = unwrap(await this.supabase.admin.from('message_media').select('*').eq('id', id).maybeSingle());
    const message = file && (await this.message(file.message_id));
    return message?.contact_id === contact_id ? file : null;
  }

  async payloadOf(send_id: string): Promise<ChatSendPayload> {
    const { payload } = unwrap(await this.supabase.admin.from('sends').select('payload').eq('id', send_id).single());
    // Of our own making: queue_chat_message stored it.
    return payload as unknown as ChatSendPayload;
  }

  /**
   * Raises conversation_not_found, conversation_superseded, template_required, contact_not_allowed; of a resent message also
   * message_not_found, message_uncertain, message_not_failed, already_resent.
   */
  async queue(message: MessageToQueue): Promise<Message> {
    return this.functions.one<'queue_chat_message', Message>('queue_chat_message', { p_message: message });
  }

  /** Raises send_not_found, send_not_cancellable. */
  async cancel(send_id: string): Promise<void> {
    await this.sends.cancel(send_id);
  }

  /** Raises send_not_found, send_not_uncertain. */
  async settle(send_id: string, state: 'sent' | 'failed', reason: string): Promise<void> {
    await this.sends.settle(send_id, state, reason);
  }
}
