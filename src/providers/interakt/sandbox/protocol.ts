import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson, sendJson } from '../../sandbox/wire.js';
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

const PAGE = 100;
const LONGEST_TEXT = 4096;

/** Interakt's API: sending and the list of templates. */
export async function answerInterakt(
  sandbox: ChatSandboxCore,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const route = `${request.method} ${path}`;
  // Without its last slash the address is another one.
  if (route !== 'POST /v1/public/message/' && route !== 'GET /v1/public/track/organization/templates') return false;
  if (request.headers.authorization !== `Basic ${sandbox.api_key}`) {
    sendJson(response, 401, { result: false, message: 'Invalid API key.' });
    return true;
  }
  if (route.startsWith('GET')) {
    listTemplates(sandbox, request, response);
    return true;
  }
  // What is no JSON is refused below like any body that lacks everything.
  const body = await readJson(request).catch(() => null);
  await answerSend(sandbox, body, { request, response }, DIALECT);
  return true;
}

const DIALECT: SendDialect = {
  text_type: 'text/plain',
  busy: 'Rate limit exceeded for this resource',
  read,
  refusal: ({ message }) => [400, { result: false, message }],
  refused: ({ message = 'The message was refused.' }) => [200, { result: false, message }],
  accepted: (id, body) => [
    201,
    {
      result: true,
      message:
        body?.type === 'Template'
          ? 'Message created successfully'
          : 'Message queued for sending via Interakt. Check webhook for delivery status',
      id,
    },
  ],
};

function listTemplates(sandbox: ChatSandboxCore, request: IncomingMessage, response: ServerResponse): void {
  const query = new URL(request.url ?? '', 'http://127.0.0.1').searchParams;
  if (query.get('approval_status') !== 'APPROVED') return sendJson(response, 400, { result: false, message: 'approval_status is needed.' });
  const offset = Number(query.get('offset') ?? 0);
  const rows = sandbox.templates.slice(offset, offset + PAGE).map(({ name, language, category, header, body, buttons }, index) => ({
    ...{
      id: `t-${offset + index}`,
      name,
      display_name: name,
      language,
      category: category.toUpperCase(),
      approval_status: 'APPROVED',
      body,
    },
    ...{ header_format: header?.format ?? null, header: header?.text ?? null, footer: null },
    // Written twice over, as the service does it.
    buttons: JSON.stringify(JSON.stringify(buttons)),
  }));
  sendJson(response, 200, { result: true, results: { templates: rows } });
}

const MEDIA = new Set(['Image', 'Document', 'Audio', 'Video', 'Sticker']);

/** Raises Refusal for what the real service would not take. */
function read(body: Field | null, sandbox: ChatSandboxCore): AcceptedSend {
  if (body === null) throw new Refusal('The body is not JSON.');
  const { type, callbackData } = body;
  if (callbackData !== undefined && (typeof callbackData !== 'string' || callbackData.length > 512))
    throw new Refusal('callbackData must be a string of at most 512 characters.');
  const known = {
    number: numberOf(body, sandbox.quirks.lenient_address),
    callback_data: callbackData ?? null,
    type: String(type),
    ...{ text: null, media_url: null, file_name: null, buttons: [], list: null, template: null, fails_with: null },
  };
  if (type === 'Template') return { ...known, ...template(body, sandbox) };
  const data = field(body.data, 'data');
  if (type === 'Text') return { ...known, text: words(data.message, 'message', LONGEST_TEXT) };
  if (MEDIA.has(String(type))) {
    const caption = data.message === undefined || data.message === '' ? null : words(data.message, 'message', 1024);
    const file_name = typeof data.fileName === 'string' ? data.fileName : null;
    return { ...known, text: caption, media_url: webAddress(data.mediaUrl), file_name };
  }
  if (type === 'InteractiveButton' || type === 'InteractiveList') {
    const message = field(data.message, 'message');
    if (message.type !== (type === 'InteractiveButton' ? 'button' : 'list')) throw new Refusal('message.type does not fit type.');
    const text = words(field(message.body, 'body').text, 'body.text', 1024);
    return { ...known, text, ...interactive(message.type, field(message.action, 'action')) };
  }
  throw new Refusal('type must be one of Text, Image, Document, Audio, Video, Sticker, InteractiveButton, InteractiveList, Template.');
}

function numberOf({ fullPhoneNumber, countryCode, phoneNumber }: Field, is_lenient: boolean): string {
  const has_parts = countryCode !== undefined || phoneNumber !== undefined;
  if (fullPhoneNumber !== undefined && has_parts && !is_lenient)
    throw new Refusal('Only one of fullPhoneNumber or countryCode with phoneNumber is allowed.');
  if (fullPhoneNumber !== undefined) {
    if (typeof fullPhoneNumber !== 'string' || !/^\d{8,15}$/.test(fullPhoneNumber)) throw new Refusal('fullPhoneNumber is not valid.');
    return fullPhoneNumber;
  }
  if (typeof countryCode !== 'string' || !/^\+\d{1,3}$/.test(countryCode)) throw new Refusal('countryCode is not valid.');
  if (typeof phoneNumber !== 'string' || !/^[1-9]\d{5,12}$/.test(phoneNumber)) throw new Refusal('phoneNumber is not valid.');
  return `${countryCode.slice(1)}${phoneNumber}`;
}

function template(body: Field, sandbox: ChatSandboxCore): Partial<AcceptedSend> & { fails_with: AcceptedSend['fails_with'] } {
  const { name, languageCode, headerValues = [], bodyValues = [], buttonValues = {}, fileName } = field(body.template, 'template');
  const known = sandbox.templates.find((one) => one.name === name && one.language === languageCode);
  if (!known) throw new Refusal(`No approved template found with name '${String(name)}' and language code '${String(languageCode)}'.`);
  if (body.template_category !== undefined && body.template_category !== known.category)
    throw new Refusal(`The template is not of the category ${String(body.template_category)}.`);
  for (const [label, values] of Object.entries({ headerValues, bodyValues }))
    if (!Array.isArray(values) || values.some((value) => typeof value !== 'string' || value === ''))
      throw new Refusal(`${label} must be an array of strings.`);
  const header_values = headerValues as string[];
  const values = bodyValues as string[];
  return {
    ...{ type: 'Template', template: known.name },
    text: filledBody(known.body, values),
    buttons: known.buttons.map((button) => ({ id: button.text, title: button.text })),
    media_url: known.header && known.header.format !== 'TEXT' ? (header_values[0] ?? null) : null,
    file_name: typeof fileName === 'string' ? fileName : null,
    fails_with: templateFault(known, { header: header_values, body: values, buttons: field(buttonValues, 'buttonValues') }),
  };
}
