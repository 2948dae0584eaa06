import type { IncomingWebhook } from '../../common/webhookInbox/webhookSource.js';
import { parseJson } from './json.js';

/** Fields of one request; more would be nobody's. */
const MAX_FIELDS = 1_000;

/** A body that says nothing that can be read. */
export class UnreadablePayload extends Error {}

/**
 * What a request of a provider says: the fields of its query, with those of its body before them. Bodies are JSON, forms, multipart or text
 * that looks like one of them, whatever the content type claims. Raises UnreadablePayload.
 */
export async function readPayload({ query, headers, body }: Pick<IncomingWebhook, 'query' | 'headers' | 'body'>): Promise<unknown> {
  const asked = fieldsOf(new URLSearchParams(query));
  if (!body || body.length === 0) return asked;
  const said = await readBody(body, headers['content-type'] ?? '');
  if (typeof said !== 'object' || said === null) throw new UnreadablePayload('The body is a single value.');
  return Array.isArray(said) || Object.keys(asked).length === 0 ? said : { ...asked, ...said };
}

async function readBody(body: Buffer, type: string): Promise<unknown> {
  if (/^multipart\/form-data/i.test(type)) return readMultipart(body, type);
  const text = new TextDecoder('utf-8').decode(body).trim();
  if (/^[[{]/.test(text)) {
    try {
      return parseJson(text);
    } catch (error) {
      // A form's first key may begin with a bracket.
      if (!/urlencoded/i.test(type)) throw new UnreadablePayload(`The body is no JSON: ${(error as Error).message}`);
    }
  }
  if (text.includes('=')) return fieldsOf(new URLSearchParams(text));
  if (text === '') return {};
  throw new UnreadablePayload('The body is neither JSON nor a form.');
}

async function readMultipart(body: Buffer, type: string): Promise<unknown> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new UnreadablePayload('The body is no multipart form.');
  }
  // Files are none of the fields.
  return fieldsOf([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Of a field that comes twice, all values as a list. */
function fieldsOf(entries: Iterable<[string, string]>): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  let count = 0;
  for (const [name, value] of entries) {
    if ((count += 1) > MAX_FIELDS) break;
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : [known, value].flat());
  }
  return Object.fromEntries(fields);
}
