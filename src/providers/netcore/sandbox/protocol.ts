import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson, send, sendJson } from '../../sandbox/wire.js';
import { answerSend, type SendDialect } from '../../whatsapp/sandbox/answerSend.js';
import type { AcceptedSend } from '../../whatsapp/sandbox/contract.js';
import type { ChatSandboxCore } from '../../whatsapp/sandbox/chatSandboxCore.js';
import {
  type Field,
  field,
  filledBody,
  interactive,
  Refusal,
  templateFault,
  webAddress,
  words,
} from '../../whatsapp/sandbox/sendChecks.js';

const SENDING = new Set(['/api/v2/message/', '/api/v2/message/nc', '/api/v2/message/nc/priority']);
const BLOCKED = '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>';

/** Netcore's API: sending, consent, files. */
export async function answerNetcore(
  sandbox: ChatSandboxCore,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, file_id] = /^\/api\/v2\/media\/([\w-]+)$/.exec(path) ?? [];
  const is_sending = request.method === 'POST' && SENDING.has(path);
  const is_consent = request.method === 'POST' && path === '/api/v2/consent/manage/';
  if (!is_sending && !is_consent && !(request.method === 'GET' && file_id !== undefined)) return false;
  const { authorization } = request.headers;
  if (!authorization?.startsWith('Bearer ')) {
    // A gateway in front of the service, which looks like a firewall.
    send(response, 403, 'text/html', BLOCKED);
    return true;
  }
  if (authorization !== `Bearer ${sandbox.api_key}`) {
    sendJson(response, 401, { status: 'failure', error: { code: '8004', message: 'Client details not found.' } });
    return true;
  }
  if (file_id !== undefined) {
    sandbox.media.answer(file_id, response);
    return true;
  }
  // What is no JSON is refused below like any body that lacks everything.
  const body = await readJson(request).catch(() => null);
  if (is_consent) {
    consent(sandbox, body, response);
    return true;
  }
  await answerSend(sandbox, body, { request, response }, DIALECT);
  return true;
}

const DIALECT: SendDialect = {
  text_type: 'text/html',
  busy: 'Too Many Requests',
  read,
  refusal: ({ code = '8006', message }) => [200, { status: 'failure', error: { code, message } }],
  refused: ({ code = '8005', message = 'Technical error.' }) => [200, { status: 'failure', error: { code, message } }],
  accepted: (id) => [200, { status: 'success', message: 'Request received successfully.', data: { id } }],
};

/** Raises Refusal for what the real service would not take. */
function read(body: Field | null, sandbox: ChatSandboxCore): AcceptedSend {
  const messages = body?.message;
  if (!Array.isArray(messages) || messages.length !== 1) throw new Refusal('message must be an array of one message.', '8001');
  const message = field(messages[0], 'message');
  const { recipient_whatsapp: number, message_type: type, source } = message;
  if (typeof number !== 'string' || !/^\d{10,15}$/.test(number)) throw new Refusal('recipient_whatsapp is not valid.');
  if (type === undefined) throw new Refusal('message_type is required.', '8001');
  const phone = sandbox.telephones.of(number);
  if (sandbox.quirks.opt_in_required && !phone.opted_in) throw new Refusal('The number has not opted in.', '8002');
  const header = message['x-apiheader'];
  const known = {
    number,
    callback_data: typeof header === 'string' ? header : null,
    type: String(type),
    ...{ text: null, media_url: null, file_name: null, buttons: [], list: null, template: null, fails_with: null },
  };
  if (type === 'template') {
    if (typeof source !== 'string' || source === '') throw new Refusal('source is required.', '8001');
    return { ...known, ...template(message, sandbox) };
  }
  if (sandbox.quirks.window === 'at_once' && !phone.isOpen(sandbox.now())) throw new Refusal('Outside the 24 hour window.', '8007');
  if (type === 'text') {
    const { content, preview_url } = single(message.type_text, 'type_text');
    if (preview_url !== undefined && !['true', 'false', true, false].includes(preview_url as string))
      throw new Refusal('preview_url is not valid.');
    return { ...known, text: words(content, 'content', 4096) };
  }
  if (type === 'media') {
    const { attachment_url, attachment_type, caption } = single(single(message.type_media, 'type_media').attachments, 'attachments');
    if (!['image', 'audio', 'video', 'document'].includes(String(attachment_type)))
      throw new Refusal('attachment_type is not valid.', '8008');
    return {
      ...known,
      type: String(attachment_type),
      text: typeof caption === 'string' ? caption : null,
      media_url: webAddress(attachment_url),
    };
  }
  if (type === 'interactive') {
    const shape = Array.isArray(message.type_interactive) ? 'array' : 'object';
    if (sandbox.quirks.interactive_shape !== 'any' && sandbox.quirks.interactive_shape !== shape)
      throw new Refusal('type_interactive is not valid.');
    const sent =
      shape === 'array' ? single(message.type_interactive, 'type_interactive') : field(message.type_interactive, 'type_interactive');
    const text = words(shape === 'array' ? sent.body : field(sent.body, 'body').text, 'body', 1024);
    const action = shape === 'array' ? single(sent.action, 'action') : field(sent.action, 'action');
    return { ...known, text, ...interactive(sent.type, action) };
  }
  throw new Refusal('message_type is not valid.');
}

function template(message: Field, sandbox: ChatSandboxCore): Partial<AcceptedSend> {
  const { name, attributes = [], language } = single(message.type_template, 'type_template');
  const locale = field(language, 'language').locale;
  const known = sandbox.templates.find((one) => one.name === name && one.language === locale);
  if (!Array.isArray(attributes) || attributes.some((value) => typeof value !== 'string')) throw new Refusal('attributes must be strings.');
  const media = message.type_media_template === undefined ? null : field(message.type_media_template, 'type_media_template');
  const values = attributes as string[];
  if (!known) {
    const fails_with = { code: '132001', reason: 'Template name does not exist in the translation' };
    return { template: String(name), text: null, fails_with };
  }
  const header = media ? [webAddress(media.url)] : [];
  return {
    ...{ template: known.name, text: filledBody(known.body, values), media_url: header[0] ?? null },
    buttons: known.buttons.map((button) => ({ id: button.text, title: button.text })),
    // Values of buttons do not travel with this provider.
    fails_with: templateFault({ ...known, buttons: [] }, { header, body: values, buttons: {} }),
  };
}

function consent(sandbox: ChatSandboxCore, body: Field | null, response: ServerResponse): void {
  const { type, recipients } = body ?? {};
  if ((type !== 'optin' && type !== 'optout') || !Array.isArray(recipients) || recipients.length === 0)
    return sendJson(response, 200, { status: 'failure', error: { code: '8006', message: 'type is required.' } });
  for (const { recipient } of recipients as Field[]) sandbox.telephones.of(String(recipient)).opted_in = type === 'optin';
  sendJson(response, 200, { status: 'success', message: type === 'optin' ? 'Optin successfully added.' : 'Optout successfully added.' });
}

function single(value: unknown, name: string): Field {
  if (!Array.isArray(value) || value.length !== 1) throw new Refusal(`${name} must be an array of one object.`, '8001');
  return field(value[0], name);
}
