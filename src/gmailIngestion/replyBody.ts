import { DateTime } from 'luxon';
import sanitizeHtml from 'sanitize-html';

/** What is put together to a body. */
export interface ReplyParts {
  /** At least one of both. */
  body_text?: string;
  body_html?: string;
  signature?: { text: string; html: string };
  quote?: { from_email: string; from_name: string; received_at: string; body_text: string; body_html: string };
  timezone: string;
}

export interface ReplyBody {
  text: string;
  html: string;
  /** Without signature and quote. */
  new_text: string;
  quoted_text: string;
}

/** A quote longer than this is cut, characters. */
const MAX_QUOTE = 100_000;
const MAX_SNIPPET = 200;
/** What makes lines, and links. */
const LINE_TAGS = ['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'a'];

/** Text and HTML of a message, each made from the other where only one was given: words, signature, what is answered. */
export function replyBody({ body_text, body_html, signature, quote, timezone }: ReplyParts): ReplyBody {
  const own_html = body_html?.trim() ? cleanReplyHtml(body_html) : htmlOf(body_text ?? '');
  const own_text = body_text?.trim() ? body_text.replace(/\r\n?/g, '\n').trimEnd() : textOf(own_html);
  const sign = signature && (signature.text.trim() || signature.html.trim()) ? signature : undefined;
  const sign_html = sign && (sign.html.trim() ? cleanReplyHtml(sign.html) : htmlOf(sign.text));
  const sign_text = sign && (sign.text.trim() || textOf(sign_html!));
  const quoted = quote && quoteOf(quote, timezone);
  return {
    text: [own_text, sign_text && `-- \n${sign_text}`, quoted?.text].filter(Boolean).join('\n\n') + '\n',
    html: [`<div>${own_html}</div>`, sign_html && `<div class="signature">${sign_html}</div>`, quoted?.html].filter(Boolean).join('\n<br>\n'),
    new_text: own_text,
    quoted_text: quoted?.text ?? '',
  };
}

/** The beginning, on one line. */
export function snippetOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SNIPPET ? `${line.slice(0, MAX_SNIPPET - 1)}…` : line;
}

/** What people write in an editor; nothing that runs or loads by itself. */
export function cleanReplyHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'font', 'center', 'del', 'ins'],
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'align', 'title'],
      a: ['href', 'name', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'size', 'face'],
      td: ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor'],
      th: ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor'],
      table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
      ol: ['start', 'type'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['https', 'cid'] },
    allowProtocolRelative: false,
    allowedStyles: {
      '*': Object.fromEntries(
        ['color', 'background-color', 'font-size', 'font-family', 'font-weight', 'font-style', 'text-align', 'text-decoration', 'margin', 'padding', 'border', 'width', 'line-height', 'white-space']
          .map((property) => [property, [/^(?!.*(url|expression|javascript)\s*[(:])[^<>{}\\]{1,200}$/i]]),
      ),
    },
  }).trim();
}

/** Words as HTML that shows them as they are. */
function htmlOf(text: string): string {
  return escapeHtml(text.replace(/\r\n?/g, '\n').trimEnd()).replace(/ {2}/g, ' &nbsp;').replace(/\n/g, '<br>\n');
}

/** HTML as words: blocks become lines, links keep their address. */
function textOf(html: string): string {
  const marked = sanitizeHtml(html, { allowedTags: LINE_TAGS, allowedAttributes: { a: ['href'] } });
  const lines = marked
    .replace(/\s+/g, ' ')
    .replace(/<a href="([^"]*)">(.*?)<\/a>/g, (_, href: string, words: string) => (words.includes(href.replace(/^mailto:/, '')) || !href ? words : `${words} (${href})`))
    .replace(/<br ?\/?>\s*/g, '\n')
    .replace(/<li>/g, '\n- ')
    .replace(/<\/(p|h[1-6])>\s*/g, '\n\n')
    .replace(/<\/(div|tr|blockquote|li)>\s*/g, '\n')
    .replace(/<[^>]*>/g, '');
  return unescapeHtml(lines).split('\n').map((line) => line.trim()).join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

function quoteOf(quote: NonNullable<ReplyParts['quote']>, timezone: string): { text: string; html: string } {
  const at = DateTime.fromISO(quote.received_at, { zone: timezone, locale: 'en' }).toFormat("ccc, d LLL yyyy 'at' HH:mm '(UTC'ZZ')'");
  const who = quote.from_name ? `${quote.from_name} <${quote.from_email}>` : quote.from_email || 'somebody';
  const words = quote.body_text || textOf(quote.body_html.slice(0, MAX_QUOTE));
  const cut = words.length > MAX_QUOTE ? `${words.slice(0, MAX_QUOTE)}\n[…]` : words;
  const line = `On ${at}, ${who} wrote:`;
  // HTML that is cut in its middle is none, so a long one is quoted as text.
  const inner = quote.body_html && quote.body_html.length <= MAX_QUOTE ? cleanReplyHtml(quote.body_html) : htmlOf(cut);
  return {
    text: `${line}\n${cut.replace(/\r\n?/g, '\n').trimEnd().split('\n').map((text) => (text.startsWith('>') ? `>${text}` : `> ${text}`)).join('\n')}`,
    html: `<div>${escapeHtml(line)}</div>\n<blockquote style="margin:0 0 0 8px;padding:0 0 0 8px;border:0">${inner}</blockquote>`,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function unescapeHtml(html: string): string {
  return html.replace(/&nbsp;|\u00a0/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
}
