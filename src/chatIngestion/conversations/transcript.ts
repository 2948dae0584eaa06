import type { MessageDto } from '../messages/dto/message.dto.js';
import type { ConversationDto } from './dto/conversation.dto.js';

/** A conversation as text, line after line, with times of the business's zone. Pure. */
export function transcriptText(
  conversation: Pick<ConversationDto, 'id' | 'contact_name' | 'contact_phone' | 'business_number'>,
  messages: Pick<
    MessageDto,
    'at' | 'direction' | 'source' | 'text' | 'preview' | 'type' | 'media' | 'deleted_at' | 'edited_at' | 'status'
  >[],
  zone: string,
): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const them = conversation.contact_name || conversation.contact_phone || 'Customer';
  const number = conversation.contact_name && conversation.contact_phone ? ` (${conversation.contact_phone})` : '';
  const head = [`Conversation ${conversation.id}`, `${them}${number} with ${conversation.business_number}`, `Times in ${zone}`, ''];
  const lines = messages.map((message) => {
    const who = message.direction === 'inbound' ? them : WRITERS[message.source]!;
    const files = message.media.map(
      ({ file_name, mime, state }) => `[${file_name || mime || 'file'}${state === 'missing' ? ', missing' : ''}]`,
    );
    const words = [message.text ?? (files.length > 0 ? '' : `[${message.preview}]`), ...files].filter((part) => part !== '').join(' ');
    const marks = [
      message.edited_at && 'edited',
      message.deleted_at && 'taken back',
      message.status === 'failed' && 'not delivered',
    ].filter(Boolean);
    const mark = marks.length > 0 ? ` (${marks.join(', ')})` : '';
    return `${time.format(new Date(message.at))} ${who}: ${words.replaceAll('\n', '\n    ')}${mark}`;
  });
  return `${[...head, ...lines].join('\n')}\n`;
}

const WRITERS: Record<string, string> = { agent: 'Agent', external_app: 'Business phone', automatic: 'Automatic' };
