import sanitizeHtml from 'sanitize-html';

/** What makes lines, and links. */
const LINE_TAGS = ['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'a'];

/** What people write in an editor; nothing that runs or loads by itself. Images that are pasted in or refer to a part of the message stay for outgoingImages. */
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
    allowedSchemesByTag: { img: ['https', 'cid', 'data'] },
    allowProtocolRelative: false,
    allowedStyles: {
      '*': Object.fromEntries(
        [
          'color',
          'background-color',
          'font-size',
          'font-family',
          'font-weight',
          'font-style',
          'text-align',
          'text-decoration',
          'margin',
          'padding',
          'border',
          'width',
          'line-height',
          'white-space',
        ].map((property) => [property, [/^(?!.*(url|expression|javascript)\s*[(:])[^<>{}\\]{1,200}$/i]]),
      ),
    },
  }).trim();
}

/** Words as HTML that shows them as they are. */
export function htmlOf(text: string): string {
  return escapeHtml(text.replace(/\r\n?/g, '\n').trimEnd()).replace(/ {2}/g, ' &nbsp;').replace(/\n/g, '<br>\n');
}

/** HTML as words: blocks become lines, links keep their address. */
export function textOf(html: string): string {
  const marked = sanitizeHtml(html, { allowedTags: LINE_TAGS, allowedAttributes: { a: ['href'] } });
  const lines = marked
    .replace(/\s+/g, ' ')
    .replace(/<a href="([^"]*)">(.*?)<\/a>/g, (_, href: string, words: string) =>
      words.includes(href.replace(/^mailto:/, '')) || !href ? words : `${words} (${href})`,
    )
    .replace(/<br ?\/?>\s*/g, '\n')
    .replace(/<li>/g, '\n- ')
    .replace(/<\/(p|h[1-6])>\s*/g, '\n\n')
    .replace(/<\/(div|tr|blockquote|li)>\s*/g, '\n')
    .replace(/<[^>]*>/g, '');
  return unescapeHtml(lines)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Text as it can stand in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function unescapeHtml(html: string): string {
  return html
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
