import sanitizeHtml from 'sanitize-html';
import { decodeEntities } from '../../providers/mail/htmlText.js';

/** HTML that cleanReplyHtml has been over, so that nobody does it again, or forgets it. */
export type CleanHtml = string & { readonly is_clean: unique symbol };

/** What makes lines, and links. */
const LINE_TAGS = ['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'a'];

/** Where an image of a message may come from. */
const IMAGE_SCHEMES = ['https', 'cid', 'data'];
const IMAGE_SOURCE = new RegExp(`^(${IMAGE_SCHEMES.join('|')}):.`, 'i');

/**
 * What people write in an editor; nothing that runs or loads by itself. Images that are pasted in or refer to a part of the message stay
 * for outgoingImages; of one that comes from nowhere its words stay.
 */
export function cleanReplyHtml(html: string): CleanHtml {
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
    allowedSchemesByTag: { img: IMAGE_SCHEMES },
    allowProtocolRelative: false,
    transformTags: {
      // A tag that is not allowed leaves its text.
      img: (tagName, attribs): sanitizeHtml.Tag =>
        IMAGE_SOURCE.test((attribs['src'] ?? '').replace(/[\p{Cc}\s]+/gu, ''))
          ? { tagName, attribs }
          : { tagName: 'words-of-image', attribs: {}, text: attribs['alt'] ?? '' },
    },
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
  }).trim() as CleanHtml;
}

/** HTML of an e-mail that was read, as it is passed on: cleaned, and its remote images, kept under data-src, are images again. */
export function cleanShownHtml(html: string): CleanHtml {
  return cleanReplyHtml(html.replace(/(<img\b[^>]*?\s)data-src=/gi, '$1src='));
}

/** Words as HTML that shows them as they are. */
export function htmlOf(text: string): string {
  return escapeHtml(text.replace(/\r\n?/g, '\n').trimEnd()).replace(/ {2}/g, ' &nbsp;').replace(/\n/g, '<br>\n');
}

/**
 * HTML as words: blocks become lines, links keep their address, lists their dashes. What people wrote in an editor; the pages of others
 * are read by `htmlToText`, in one pass whatever they hold, which marks what they quote and drops addresses.
 */
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
  return decodeEntities(lines)
    .replaceAll('\u00a0', ' ')
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
