import libmime from 'libmime';
import type { MailNote } from '../ports/parsedEmail.js';
import { decodeText } from './charset.js';
import { cleanText } from './cleanText.js';
import { type HtmlText, htmlToText } from './htmlText.js';
import type { MailPart } from './mailParts.js';

/** Limits of what a row keeps; the raw message keeps all. */
export const MAX_TEXT = 500_000;
export const MAX_HTML = 1_000_000;
/** Longer texts beside a page are no mere "please use another program". */
const MAX_POOR = 2_000;
/** The share of a page's words that a text beside it has at least, if it says the same. */
const SAME_WORDS = 0.75;

/** What a message says: its texts in the order of their parts, and all of it as one page, where any of it is one. */
export interface MailBody {
  texts: HtmlText[];
  html: string;
  /** The parts that are neither. */
  attachments: MailPart[];
}

/** What a part says; its texts are worked out when they are needed. */
interface Said {
  html?: string;
  texts(): HtmlText[];
}

/** Text parts, wherever they stand, in their order; of alternatives the better one. */
export function bodyOf(root: MailPart, notes: MailNote[]): MailBody {
  const attachments: MailPart[] = [];
  const first = firstText(root);
  const guesses = new Set<string>();

  const say = (part: MailPart): Said[] => {
    if (part.children.length > 0) {
      const said = part.children.flatMap(say);
      return part.type === 'multipart/alternative' ? better(said) : said;
    }
    if (!isText(part, first)) {
      if (!part.type.startsWith('multipart/')) attachments.push(part);
      return [];
    }
    const { text, guessed } = decodeText(part.content, part.charset, part.type === 'text/html');
    if (guessed) guesses.add(guessed);
    if (part.type === 'text/html') return page(text.replace(/\r\n?/g, '\n'));
    return plain(part.flowed === 'no' ? text : libmime.decodeFlowed(text, part.flowed === 'delsp'));
  };

  const said = say(root);
  if (guesses.size > 0)
    notes.push({
      code: 'charset_guessed',
      message: `The text is not in the character set that it declares, or declares none; it was read as ${[...guesses].join(', ')}.`,
    });
  const pages = said.some(({ html }) => html !== undefined);
  return {
    texts: said.flatMap(({ texts }) => texts()),
    html: pages
      ? said
          .map(
            ({ html, texts }) =>
              html ??
              texts()
                .map(({ text }) => textToHtml(text))
                .join(''),
          )
          .join('<br>\n')
      : '',
    attachments,
  };
}

function page(source: string): Said[] {
  const html = cleanText(source);
  if (html.trim() === '') return [];
  let text: HtmlText[] | undefined;
  return [{ html, texts: () => (text ??= [htmlToText(html.slice(0, MAX_HTML))]) }];
}

function plain(source: string): Said[] {
  const text = cleanText(source).trim();
  return text === '' ? [] : [{ texts: () => [{ text, quote_at: -1 }] }];
}

/** Of the same thing said in several ways: the page, with the text beside it unless that says less. */
function better(said: Said[]): Said[] {
  const pages = said.filter(({ html }) => html !== undefined);
  const plain = said.filter(({ html }) => html === undefined);
  if (pages.length === 0 || plain.length === 0) return said;
  const [texts, page_texts] = [plain.flatMap(({ texts }) => texts()), () => pages.flatMap((page) => page.texts())];
  const length = texts.reduce((sum, { text }) => sum + text.length, 0);
  const chosen = length < MAX_POOR && isPoor(texts, page_texts()) ? page_texts() : texts;
  return pages.map(({ html }, at) => ({ html, texts: () => (at === 0 ? chosen : []) }));
}

/** Whether a text lacks words of the page beside it. */
function isPoor(texts: HtmlText[], pages: HtmlText[]): boolean {
  const words = (all: HtmlText[]) => new Set(all.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []));
  const [known, wanted] = [words(texts), words(pages)];
  let met = 0;
  for (const word of wanted) if (known.has(word)) met += 1;
  return met < wanted.size * SAME_WORDS;
}

/** Words to be read; a file that is named is one to be kept, even where it is to be shown. */
function isText(part: MailPart, first: MailPart | undefined): boolean {
  if (part.type !== 'text/plain' && part.type !== 'text/html') return false;
  if (part.disposition !== '' && part.disposition !== 'inline') return false;
  if (part.filename === '' || !part.parent || part.parent.type === 'multipart/alternative') return true;
  return part.disposition === '' && part === first;
}

/** The part that a message begins with. */
function firstText(part: MailPart): MailPart | undefined {
  if (part.children.length === 0) return /^text\/(?:plain|html)$/.test(part.type) ? part : undefined;
  for (const child of part.children) {
    const found = firstText(child);
    if (found) return found;
  }
  return undefined;
}

function textToHtml(text: string): string {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<div>${safe.replace(/\n/g, '<br>')}</div>`;
}
