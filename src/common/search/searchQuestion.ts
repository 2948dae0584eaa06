import { validationFailed } from '../errors/commonErrors.js';
import { foldDigits } from '../phone/phoneNumber.js';

interface SearchTerm {
  text: string;
  field: 'from' | 'domain' | 'file' | null;
  /** In this order, and nothing between. */
  is_quoted: boolean;
  is_without: boolean;
}

/** What somebody typed, understood. */
export interface SearchQuestion {
  /** Its one spelling, which `search_query` in SQL makes a query of. */
  text: string;
  terms: SearchTerm[];
  /** The digits, when it asks for a number and nothing else. */
  digits: string | null;
  /** Whether it is names, as far as one can tell: words alone, which may be misspelt. */
  is_words: boolean;
}

const MOST_TERMS = 30;
/** Fields of other searches: whoever types them means something by it. */
const NOT_UNDERSTOOD =
  /^(to|cc|bcc|subject|body|in|is|has|before|after|older|newer|since|until|label|tag|status|team|assignee|filename|size|larger|smaller|type|kind|customer|phone|email|name|number|priority|channel):\S/i;
const WORD = /[\p{L}\p{N}\u2190-\u2BFF\u{1F000}-\u{1FAFF}]/u;
const NUMBER = /^\+?[\d(][\d\s()./-]*$/;
const DOMAIN = /^@?[\p{L}\p{N}][\p{L}\p{N}.-]*$/u;
const TERM = /(?<without>-?)(?:(?<field>from|domain|file):)?(?:"(?<quoted>[^"]*)"|(?<bare>[^\s"]+))(?=\s|$)\s*/iuy;

/**
 * Reads what somebody typed into a search: words, "words in this order", -without, from:, domain:, file:, begun*, and numbers in any
 * spelling. What is not understood is said as the end of a sentence, not passed over.
 */
export function readSearch(typed: string): SearchQuestion | { fault: string } {
  const text = foldDigits(typed)
    .replace(/[“”„«»]/g, '"')
    .replace(/(^|\s)[–—−](?=\S)/g, '$1-')
    .replace(/\s+/g, ' ')
    .trim();
  const digits = text.replace(/\D/g, '').replace(/^0+(?=\d{4})/, '');
  // The groups of one number; a word of them, so that it stays one.
  if (NUMBER.test(text) && digits.length >= 4) {
    const grouped = text.replace(/^\+/, '').replace(/\D+/g, '-').replace(/^-|-$/g, '');
    return { text: grouped, terms: [{ text: grouped, field: null, is_quoted: false, is_without: false }], digits, is_words: false };
  }
  const terms: SearchTerm[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const found = TERM.exec(text)?.groups;
    if (!found) return { fault: 'has a quotation mark that is not closed, or stands within a word' };
    const { without, quoted, bare } = found;
    const field = (found['field']?.toLowerCase() ?? null) as SearchTerm['field'];
    const term = { text: (quoted ?? bare)!, field, is_quoted: quoted !== undefined, is_without: without === '-' };
    const fault = faultOf(term);
    if (fault) return { fault };
    // A sign between words says nothing.
    if (WORD.test(term.text)) terms.push(term);
  }
  if (terms.length === 0) return { fault: 'must hold a word or a number' };
  if (terms.length > MOST_TERMS) return { fault: `must not have more than ${MOST_TERMS} words` };
  if (terms.every(({ is_without }) => is_without)) return { fault: 'says only what should not be there; add a word that should' };
  return {
    text: terms.map(written).join(' '),
    terms,
    digits: null,
    is_words: terms.every(({ field, is_quoted, is_without, text: word }) => !field && !is_quoted && !is_without && !/[\d@*]/.test(word)),
  };
}

/** The question in its one spelling. Raises validation_failed naming the field of the request. */
export function understood(typed: string, field = 'search'): SearchQuestion {
  const read = readSearch(typed);
  if ('fault' in read) throw validationFailed([{ field, message: `${field} ${read.fault}` }]);
  return read;
}

function faultOf({ text, field, is_quoted }: SearchTerm): string | undefined {
  if (field && !WORD.test(text)) return `needs a word right behind ${field}:`;
  if (field === 'domain' && !DOMAIN.test(text)) return 'needs a domain such as example.com behind domain:';
  if (is_quoted) return undefined;
  if (!field && /^(from|domain|file):$/i.test(text)) return `needs a word right behind ${text.toLowerCase()}`;
  if (/^(OR|AND|NOT)$/.test(text))
    return `does not understand ${text}: all words have to be there, -word leaves out; put it into quotation marks to look for the word`;
  const other = NOT_UNDERSTOOD.exec(text);
  if (other) return `does not understand ${other[1]}:, only from:, domain: and file:; put it into quotation marks to look for the words`;
  if (/\*[\p{L}\p{N}]/u.test(text)) return 'understands * at the end of a word only';
  return undefined;
}

function written({ text, field, is_quoted, is_without }: SearchTerm): string {
  const value = field === 'domain' ? text.replace(/^@/, '') : text;
  return `${is_without ? '-' : ''}${field ? `${field}:` : ''}${is_quoted ? `"${value}"` : value}`;
}
