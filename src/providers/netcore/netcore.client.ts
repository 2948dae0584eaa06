import type { ChatCapability, ChatContent, ChatSender, ChatSendResult, OutgoingChat, ProviderTemplate } from '../ports/chatSender.port.js';
import { ProviderError } from '../providerError.js';
import { type ChatAnswer, ChatTransport, failed, NOT_NOW } from '../whatsapp/chatTransport.js';
import { chatFailure } from '../whatsapp/failureCodes.js';
import { ChatPace } from '../whatsapp/tokenBucket.js';
import { isWire, only, text, type Wire, wire, word } from '../whatsapp/wireValues.js';

export interface NetcoreSettings {
  /** The whole address to send to: the path differs between Netcore's hosts. */
  api_url: string;
  /** Where files are fetched by id. */
  media_url: string;
  /** With or without `Bearer ` in front. */
  api_key: string;
  /** The source id that Netcore has issued. */
  source: string;
  /** Buttons and lists are met in two shapes; which one an account takes, Netcore says. */
  interactive_shape: 'array' | 'object';
  timeout_ms: number;
  /** 0 is unlimited. */
  max_requests_per_second: number;
}

/** WhatsApp's own limit for one recipient: a message in six seconds, of which a few may come at once. */
const PAIR = { per_second: 1 / 6, burst: 10 };

export class NetcoreClient implements ChatSender {
  readonly capabilities: ReadonlySet<ChatCapability> = new Set(['text', 'media', 'buttons', 'list', 'template', 'media_by_id']);
  private readonly transport: ChatTransport;
  private readonly pace?: ChatPace;
  private readonly headers: Record<string, string>;

  constructor(private readonly settings: NetcoreSettings) {
    const { timeout_ms, max_requests_per_second: limit } = settings;
    const key = settings.api_key.replace(/^Bearer\s+/i, '');
    this.headers = { authorization: `Bearer ${key}` };
    this.transport = new ChatTransport({ provider: 'netcore', name: 'Netcore', timeout_ms, secrets: [key] });
    if (limit > 0) this.pace = new ChatPace({ per_second: limit, burst: limit }, PAIR);
  }

  async send({ to, callback_data, reply_to, content }: OutgoingChat, signal?: AbortSignal): Promise<ChatSendResult> {
    if (!('phone' in to)) return failed('user_id_not_supported', 'Netcore sends to phone numbers only.');
    if (reply_to !== undefined) return failed('content_not_supported', 'Netcore cannot quote a message.');
    const sent = requestOf(content, this.settings.interactive_shape);
    if (!sent) return failed('content_not_supported', `Netcore cannot send this kind of message (${content.type}).`);
    const message = {
      recipient_whatsapp: to.phone.replace(/\D/g, ''),
      recipient_type: 'individual',
      source: this.settings.source,
      'x-apiheader': callback_data,
      ...sent,
    };
    try {
      if (this.pace && !(await this.pace.turn(to.phone, signal))) return NOT_NOW;
    } catch {
      return NOT_NOW;
    }
    try {
      return this.outcome(await this.transport.request('POST', this.settings.api_url, this.headers, { message: [message] }, signal));
    } catch (error) {
      return this.transport.unsent(error);
    }
  }

  /** Netcore documents no list of templates. Raises ProviderError. */
  listTemplates(): Promise<ProviderTemplate[]> {
    return Promise.reject(new ProviderError('netcore', 'rejected', 'not_supported', 'Netcore does not list its templates.'));
  }

  mediaRequest(id: string): { url: string; headers: Record<string, string> } {
    return { url: `${this.settings.media_url}/${encodeURIComponent(id)}`, headers: this.headers };
  }

  private outcome(answer: ChatAnswer): ChatSendResult {
    // Some deployments wrap the answer.
    const body = isWire(answer.body?.response) ? answer.body.response : (answer.body ?? {});
    const state = word(body.status)?.toLowerCase();
    const error = wire(body.error);
    const code = word(error.code);
    const words = this.transport.excerpt(
      text(error.message) ??
        text(body.error) ??
        text(body.details) ??
        text(body.message) ??
        (answer.text.trim() || `HTTP ${answer.status}`),
    );
    if (code !== null && state !== 'success') return refusedFor(code, words);
    const refusal = this.transport.refusal(answer, words);
    if (refusal) return refusal;
    const id = word(only(body.data).id) ?? word(body.id);
    if (state === 'success' && id !== null) return { state: 'sent', key: `netcore:${id}` };
    if (state === 'failure' || state === 'error') return failed('provider_rejected', `Netcore refused the message: ${words}`);
    return { state: 'unknown', error_code: 'provider_protocol_error', error_message: "Netcore's response does not say what happened." };
  }
}

const CODES = new Map([
  ['8002', 'not_opted_in'],
  ['8003', 'not_on_whatsapp'],
  ['8004', 'provider_misconfigured'],
  ['8007', 'template_required'],
  ['8008', 'media_rejected'],
]);

function refusedFor(code: string, words: string): ChatSendResult {
  const known = chatFailure(code);
  const error_message = known.words ?? `Netcore refused the message: ${words}`;
  if (known.retryable) return { state: 'not_sent', error_code: 'provider_unavailable', error_message };
  return failed(CODES.get(code) ?? 'provider_rejected', known.words === null ? error_message : `${known.words} (${words})`);
}

function requestOf(content: ChatContent, shape: NetcoreSettings['interactive_shape']): Wire | null {
  switch (content.type) {
    case 'text':
      return { message_type: 'text', type_text: [{ preview_url: String(content.preview_url ?? false), content: content.text }] };
    case 'media': {
      const { media, url, caption } = content;
      if (media === 'sticker') return null;
      const attachment = { attachment_url: url, attachment_type: media, ...(caption !== undefined && { caption }) };
      return { message_type: 'media', type_media: [{ attachments: [attachment] }] };
    }
    case 'buttons':
      return interactive(shape, 'button', content.text, { buttons: content.buttons.map((reply) => ({ type: 'reply', reply })) });
    case 'list':
      return interactive(shape, 'list', content.text, { button: content.button, sections: content.sections });
    case 'template': {
      const { name, language, header, body, buttons } = content;
      // How values of a heading or a button travel is documented nowhere.
      if (header?.kind === 'text' || Object.values(buttons ?? {}).some((values) => values.length > 0)) return null;
      return {
        message_type: 'template',
        type_template: [{ name, attributes: body, language: { locale: language, policy: 'deterministic' } }],
        ...(header && { type_media_template: { type: header.kind, url: header.url } }),
      };
    }
    case 'reaction':
      return null;
  }
}

function interactive(shape: NetcoreSettings['interactive_shape'], type: 'button' | 'list', words: string, action: Wire): Wire {
  const type_interactive = shape === 'array' ? [{ type, body: words, action: [action] }] : { type, body: { text: words }, action };
  return { message_type: 'interactive', type_interactive };
}
