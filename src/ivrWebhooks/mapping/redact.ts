import type { IncomingWebhook } from '../../common/webhookInbox/webhookSource.js';

const MASK = '[redacted]';

/** The request without the values of these keys, in its query and its body, in any case of letters; all other bytes stay as they came. */
export function redacted<R extends Pick<IncomingWebhook, 'query' | 'headers' | 'body'>>(request: R, keys: readonly string[]): R {
  if (keys.length === 0) return request;
  const query = withoutValues(request.query, keys);
  if (!request.body) return { ...request, query };
  const type = request.headers['content-type'] ?? '';
  // Bytes as letters, so that what is not text stays what it is.
  const written = request.body.toString('latin1');
  const hidden = /^multipart\//i.test(type)
    ? withoutParts(written, keys)
    : /^\s*(?:\xef\xbb\xbf)?[[{]/.test(written)
      ? withoutMembers(written, keys)
      : withoutValues(withoutMembers(written, keys), keys);
  return hidden === written && query === request.query ? request : { ...request, query, body: Buffer.from(hidden, 'latin1') };
}

function withoutValues(written: string, keys: readonly string[]): string {
  const wanted = keys.map((key) => key.toLowerCase());
  return written
    .split('&')
    .map((part) => {
      const [name] = [...new URLSearchParams(part).keys()];
      return name !== undefined && wanted.includes(name.trim().toLowerCase())
        ? `${part.slice(0, part.indexOf('='))}=${encodeURIComponent(MASK)}`
        : part;
    })
    .join('&');
}

/** JSON, at any depth; also an object or a list as a value, up to its end. */
function withoutMembers(written: string, keys: readonly string[]): string {
  const names = keys.map((key) =>
    Buffer.from(key)
      .toString('latin1')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  const member = new RegExp(`"(?:${names.join('|')})"\\s*:\\s*`, 'gi');
  let hidden = '';
  let from = 0;
  for (let found = member.exec(written); found; found = member.exec(written)) {
    const end = valueEnd(written, member.lastIndex);
    hidden += `${written.slice(from, member.lastIndex)}"${MASK}"`;
    from = member.lastIndex = end;
  }
  return hidden + written.slice(from);
}

/** Where the JSON value that begins here ends. */
function valueEnd(written: string, start: number): number {
  let depth = 0;
  let in_text = false;
  for (let at = start; at < written.length; at += 1) {
    const character = written[at]!;
    if (in_text) {
      if (character === '\\') at += 1;
      else if (character === '"') {
        in_text = false;
        if (depth === 0) return at + 1;
      }
    } else if (character === '"') in_text = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (character === ',' || character === '&' || character.trim() === '')) return at;
  }
  return written.length;
}

function withoutParts(written: string, keys: readonly string[]): string {
  const wanted = keys.map((key) => key.toLowerCase());
  return written.replace(
    /(content-disposition:[^\r\n]*?name="([^"\r\n]*)"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)([^]*?)(?=\r?\n--)/gi,
    (part: string, head: string, name: string) => (wanted.includes(name.trim().toLowerCase()) ? `${head}${MASK}` : part),
  );
}
