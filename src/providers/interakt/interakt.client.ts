import type { ChatCapability, ChatContent, ChatSender, ChatSendResult, OutgoingChat, ProviderTemplate } from '../ports/chatSender.port.js';
import { type ChatAnswer, ChatTransport, failed, NOT_NOW } from '../whatsapp/chatTransport.js';
import { ChatPace } from '../whatsapp/tokenBucket.js';
import { isWire, text, type Wire, wire, word } from '../whatsapp/wireValues.js';
import { interaktTemplate } from './interaktTemplate.js';

export interface InteraktSettings {
  /** `https://api.interakt.ai` */
  base_url: string;
  api_key: string;
  /** `raw`: the key as the dashboard shows it goes after `Basic `; `base64`: as a user name of HTTP's own scheme. */
  key_encoding: 'raw' | 'base64';
  timeout_ms: number;
  /** 0 is unlimited; the smallest plan that has an API allows 300. */
  max_requests_per_minute: number;
}

/** A little less than allowed: a burst and a minute's even rate together stay within the provider's minute. */
const BURST_SHARE = 0.1;
const TEMPLATE_PAGES = 100;

export class InteraktClient implements ChatSender {
  readonly capabilities: ReadonlySet<ChatCapability> = new Set(['text', 'media', 'buttons', 'list', 'template', 'template_list']);
  private readonly transport: ChatTransport;
  private readonly pace?: ChatPace;
  private readonly headers: Record<string, string>;

  constructor(private readonly settings: InteraktSettings) {
    const { api_key, key_encoding, timeout_ms, max_requests_per_minute: limit } = settings;
    const key = key_encoding === 'raw' ? api_key : Buffer.from(`${api_key}:`).toString('base64');
    this.headers = { authorization: `Basic ${key}` };
    this.transport = new ChatTransport({ provider: 'interakt', name: 'Interakt', timeout_ms, secrets: [api_key, key] });
    const burst = Math.max(1, Math.floor(limit * BURST_SHARE));
    if (limit > 0) this.pace = new ChatPace({ per_second: Math.max(1, limit - burst) / 60, burst });
  }

  async send({ to, callback_data, reply_to, content }: OutgoingChat, signal?: AbortSignal): Promise<ChatSendResult> {
    if (!('phone' in to)) return failed('user_id_not_supported', 'Interakt sends to phone numbers only.');
    if (reply_to !== undefined) return failed('content_not_supported', 'Interakt cannot quote a message.');
    const sent = requestOf(content);
    if (!sent) return failed('content_not_supported', `Interakt cannot send this kind of message (${content.type}).`);
    const body = { fullPhoneNumber: to.phone.replace(/\D/g, ''), callbackData: callback_data, ...sent };
    try {
      if (this.pace && !(await this.pace.turn(to.phone, signal))) return NOT_NOW;
    } catch {
      return NOT_NOW;
    }
    try {
      return this.outcome(await this.ask('POST', '/v1/public/message/', body, signal));
    } catch (error) {
      return this.transport.unsent(error);
    }
  }

  /** The approved ones: the service names no others that could be sent. Raises ProviderError. */
  async listTemplates(signal?: AbortSignal): Promise<ProviderTemplate[]> {
    const found = new Map<string, ProviderTemplate>();
    let offset = 0;
    for (let page = 0; page < TEMPLATE_PAGES; page += 1) {
      const query = new URLSearchParams({ offset: String(offset), autosubmitted_for: 'all', approval_status: 'APPROVED', language: 'all' });
      const answer = await this.ask('GET', `/v1/public/track/organization/templates?${query}`, undefined, signal);
      if (answer.status < 200 || answer.status > 299 || !answer.body) throw this.transport.failureOf(answer, this.words(answer));
      const rows = wire(answer.body.results).templates;
      if (!Array.isArray(rows) || rows.length === 0) break;
      const known = found.size;
      for (const row of rows) {
        const template = interaktTemplate(row);
        if (template) found.set(`${template.name} ${template.language}`, template);
      }
      // A service that knows no pages gives the same again.
      if (found.size === known) break;
      offset += rows.length;
    }
    return [...found.values()];
  }

  mediaRequest(): null {
    return null;
  }

  private ask(method: 'GET' | 'POST', path: string, body: unknown, signal?: AbortSignal): Promise<ChatAnswer> {
    return this.transport.request(method, `${this.settings.base_url}${path}`, this.headers, body, signal);
  }

  private outcome(answer: ChatAnswer): ChatSendResult {
    const words = this.words(answer);
    const refusal = this.transport.refusal(answer, words);
    if (refusal) return /no approved template/i.test(words) ? noTemplate(words) : refusal;
    const { result, id } = answer.body ?? {};
    const message_id = word(id);
    if (result === true && message_id !== null) return { state: 'sent', key: `interakt:${message_id}` };
    if (result === false) {
      if (/no approved template/i.test(words)) return noTemplate(words);
      if (/rate limit/i.test(words))
        return { state: 'not_sent', error_code: 'rate_limited', error_message: 'Interakt asks us to slow down.' };
      return failed('provider_rejected', `Interakt refused the message: ${words}`);
    }
    return { state: 'unknown', error_code: 'provider_protocol_error', error_message: "Interakt's response does not say what happened." };
  }

  /** The reason for a failure has no fixed place. */
  private words({ status, text: raw, body }: ChatAnswer): string {
    const [first] = Array.isArray(body?.errors) ? (body.errors as unknown[]) : [];
    const found = text(body?.message) ?? text(body?.error) ?? text(isWire(first) ? first.message : first) ?? text(raw.trim());
    return this.transport.excerpt(found ?? `HTTP ${status}`);
  }
}

function noTemplate(words: string): ChatSendResult {
  return failed('template_not_found', `Interakt refused the template: ${words}`);
}

const MEDIA = { image: 'Image', document: 'Document', audio: 'Audio', video: 'Video', sticker: 'Sticker' } as const;

function requestOf(content: ChatContent): Wire | null {
  switch (content.type) {
    case 'text':
      return { type: 'Text', data: { message: content.text } };
    case 'media': {
      const { media, url, caption, file_name } = content;
      const has_name = file_name !== undefined && (media === 'audio' || media === 'video');
      const message = caption !== undefined && media !== 'sticker' ? { message: caption } : {};
      return { type: MEDIA[media], data: { ...message, mediaUrl: url, ...(has_name && { fileName: file_name }) } };
    }
    case 'buttons': {
      const buttons = content.buttons.map((reply) => ({ type: 'reply', reply }));
      return { type: 'InteractiveButton', data: { message: { type: 'button', body: { text: content.text }, action: { buttons } } } };
    }
    case 'list': {
      const action = { button: content.button, sections: content.sections };
      return { type: 'InteractiveList', data: { message: { type: 'list', body: { text: content.text }, action } } };
    }
    case 'template': {
      const { name, language, category, header, body, buttons } = content;
      const template = {
        ...{ name, languageCode: language },
        ...(header && { headerValues: [header.kind === 'text' ? header.text : header.url] }),
        ...(header?.kind === 'document' && header.file_name !== undefined && { fileName: header.file_name }),
        ...(body.length > 0 && { bodyValues: body }),
        ...(buttons && { buttonValues: buttons }),
      };
      // With it the call fails where the template has become one of a dearer kind.
      return { type: 'Template', ...(category && { template_category: category.toLowerCase() }), template };
    }
    case 'reaction':
      return null;
  }
}
