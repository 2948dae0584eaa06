import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../../common/config/config.service.js';
import { AppError } from '../../common/errors/appError.js';
import { isDatabaseUnavailable } from '../../common/errors/commonErrors.js';
import type { Send, SendOutcome } from '../../common/sends/send.js';
import { SendsService } from '../../common/sends/sends.service.js';
import type { ChatContent, ChatSender as ChatPort, OutgoingChat } from '../../providers/ports/chatSender.port.js';
import { CHAT_INGESTION } from '../chatIngestion.settings.js';
import { MessageMediaService } from '../media/messageMedia.service.js';
import { ChatSenders } from '../providers/chatSenders.js';
import { notSupportedByProvider, templateRequired } from './chatReplies.errors.js';
import { ChatReplyRepository, type ChatSendPayload } from './chatReply.repository.js';
import { windowOf } from '../conversations/chatWindow.js';

/** Between tries of what certainly did not leave; what waits together does not come together. */
const PAUSES = { first_ms: 5_000, max_ms: 5 * 60_000, jitter: [0.8, 1] } as const;

/** Sends queued chat messages. */
@Injectable()
export class ChatSender implements OnModuleInit {
  constructor(
    private readonly sends: SendsService,
    private readonly repository: ChatReplyRepository,
    private readonly senders: ChatSenders,
    private readonly media: MessageMediaService,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    const retries = { ...PAUSES, for_ms: this.config.of(CHAT_INGESTION).CHAT_RETRY_FOR };
    this.sends.register<ChatSendPayload>({ channel: 'chat.message', retries, perform: (send) => this.perform(send) });
  }

  private async perform(send: Send<ChatSendPayload>): Promise<SendOutcome> {
    let prepared: { sender: ChatPort; message: OutgoingChat };
    try {
      prepared = await this.prepare(send.id, send.payload, new Date());
    } catch (error) {
      // Nothing has left yet, whatever it was.
      if (error instanceof AppError && !isDatabaseUnavailable(error))
        return { state: 'failed', error_code: error.code, error_message: error.message };
      return { state: 'not_sent', error_code: 'not_prepared', error_message: (error as Error).message };
    }
    const result = await prepared.sender.send(prepared.message);
    return result.state === 'sent' ? { state: 'sent', provider_id: result.key } : result;
  }

  /** Raises template_required when the window has closed while it waited. */
  private async prepare(
    id: string,
    { provider_id, content }: ChatSendPayload,
    now: Date,
  ): Promise<{ sender: ChatPort; message: OutgoingChat }> {
    const message = await this.repository.message(id);
    if (!message) throw new Error('The message is not there.');
    const [contact, sender, files, quoted] = await Promise.all([
      this.repository.contact(message.contact_id),
      this.senders.named(provider_id),
      message.media_count > 0 ? this.repository.files(id) : [],
      message.reply_to_id ? this.repository.message(message.reply_to_id) : null,
    ]);
    if (content.type !== 'template' && !windowOf(contact.last_customer_at, now).is_open)
      throw templateRequired(undefined, { message: 'The window of 24 hours closed before the message could be sent.' });
    const to = contact.phone ? { phone: contact.phone } : contact.bsuid ? { bsuid: contact.bsuid } : null;
    if (!to) throw notSupportedByProvider({ needs: ['user_id'] });
    const url = files[0] ? this.media.addressOf(files[0].id, message.created_by!, now) : '';
    return {
      sender,
      message: {
        to,
        callback_data: id,
        ...(quoted?.key && { reply_to: quoted.key }),
        content: withAddress(content, url),
      },
    };
  }
}

function withAddress(content: ChatContent, url: string): ChatContent {
  if (content.type === 'media') return { ...content, url };
  if (content.type === 'template' && content.header && content.header.kind !== 'text')
    return { ...content, header: { ...content.header, url } };
  return content;
}
