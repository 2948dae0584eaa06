import { type ForwardedEmail, forwardedOf, timeOf } from './forwardedText.js';
import { type CleanHtml, cleanShownHtml, escapeHtml, htmlOf, textOf } from './mailHtml.js';

/** What is put together to a body. */
export interface ReplyParts {
  /** At least one of both, unless something is forwarded. */
  body_text?: string;
  body_html?: CleanHtml;
  signature?: { text: string; html?: CleanHtml };
  quote?: Pick<ForwardedEmail, 'from_email' | 'from_name' | 'sent_at' | 'received_at' | 'body_text' | 'body_html'>;
  /** Instead of `quote`: all of it, with its head. */
  forwarded?: ForwardedEmail;
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
/** What stands before a signature, by which mail programs know it, and which some people write themselves. */
const SIGNATURE_MARK = /^--(?:[ \t]*\n|[ \t]+|$)/;

/** Text and HTML of a message, each made from the other where only one was given: words, signature, what is answered or forwarded. */
export function replyBody({ body_text, body_html, signature, quote, forwarded, timezone }: ReplyParts): ReplyBody {
  const own_html = body_html ?? htmlOf(body_text ?? '');
  const own_text = body_text?.trim() ? body_text.replace(/\r\n?/g, '\n').trimEnd() : textOf(own_html);
  const sign = signature && (signature.text.trim() || signature.html !== undefined) ? signature : undefined;
  const sign_html = sign && (sign.html ?? htmlOf(sign.text));
  const sign_text = sign && (sign.text.trim() || textOf(sign_html!)).replace(SIGNATURE_MARK, '');
  const quoted = forwarded ? forwardedOf(forwarded, timezone) : quote && quoteOf(quote, timezone);
  return {
    text: [own_text, sign_text && `-- \n${sign_text}`, quoted?.text].filter(Boolean).join('\n\n') + '\n',
    html: [(own_html || !forwarded) && `<div>${own_html}</div>`, sign_html && `<div class="signature">${sign_html}</div>`, quoted?.html]
      .filter(Boolean)
      .join('\n<br>\n'),
    new_text: own_text,
    quoted_text: quoted?.text ?? '',
  };
}

/** The beginning, on one line. */
export function snippetOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SNIPPET ? `${line.slice(0, MAX_SNIPPET - 1)}…` : line;
}

function quoteOf(quote: NonNullable<ReplyParts['quote']>, timezone: string): { text: string; html: string } {
  const who = quote.from_name ? `${quote.from_name} <${quote.from_email}>` : quote.from_email || 'somebody';
  const words = quote.body_text || textOf(quote.body_html.slice(0, MAX_QUOTE));
  const cut = words.length > MAX_QUOTE ? `${words.slice(0, MAX_QUOTE)}\n[…]` : words;
  const line = `On ${timeOf(quote, timezone)}, ${who} wrote:`;
  // HTML that is cut in its middle is none, so a long one is quoted as text.
  const inner = quote.body_html && quote.body_html.length <= MAX_QUOTE ? cleanShownHtml(quote.body_html) : htmlOf(cut);
  return {
    text: `${line}\n${cut
      .replace(/\r\n?/g, '\n')
      .trimEnd()
      .split('\n')
      .map((text) => (text.startsWith('>') ? `>${text}` : `> ${text}`))
      .join('\n')}`,
    html: `<div>${escapeHtml(line)}</div>\n<blockquote style="margin:0 0 0 8px;padding:0 0 0 8px;border:0">${inner}</blockquote>`,
  };
}
