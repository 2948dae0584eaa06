/** A page as text. `quote_at`: where in the text the answered message begins, when the mail program marked it; otherwise -1. */
export interface HtmlText {
  text: string;
  quote_at: number;
}

/** What ends a line. */
const BLOCKS = new Set([
  'p',
  'div',
  'br',
  'tr',
  'li',
  'ul',
  'ol',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'pre',
  'section',
  'article',
  'header',
  'footer',
  'address',
  'dt',
  'dd',
  'blockquote',
]);
/** What is set apart by an empty line. */
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote']);
/** What is no text. */
const HIDDEN = new Set(['script', 'style', 'head', 'title', 'noscript', 'template', 'svg', 'math', 'object', 'iframe', 'textarea']);

/** How mail programs mark what they quote: Gmail, Outlook, Yahoo, Thunderbird, Apple Mail, Proton, Zoho. */
const QUOTE_MARKS =
  /(?:class\s*=\s*["']?[^"'>]*\b(?:gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|OutlookMessageHeader)|id\s*=\s*["']?(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|yahoo_quoted)|type\s*=\s*["']?cite\b)/i;

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  deg: '°',
  times: '×',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ntilde: 'ñ',
  zwnj: '',
  zwj: '',
  shy: '',
};

/** One pass over the page, whatever its nesting, so that no page can make it slow. Quoted blocks get `> `. */
export function htmlToText(html: string): HtmlText {
  // Pieces, because looking at the end of a growing string copies it each time.
  const pieces: string[] = [];
  let quote_piece = -1;
  /** Line ends that the text ends with by now. */
  let ends = Infinity;
  let depth = 0;
  let space = false;
  let at = 0;
  const breakLine = (lines: number) => {
    space = false;
    if (ends >= lines) return;
    pieces.push('\n'.repeat(lines - ends));
    ends = lines;
  };
  const write = (piece: string) => {
    for (const word of decodeEntities(piece).split(/([ \t\r\n\f]+)/)) {
      if (word === '') continue;
      if (/^[ \t\r\n\f]/.test(word)) {
        space = true;
        continue;
      }
      if (ends > 0 && depth > 0) pieces.push('> '.repeat(Math.min(depth, 10)));
      else if (space && ends === 0) pieces.push(' ');
      space = false;
      ends = 0;
      pieces.push(word);
    }
  };
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      write(html.slice(at));
      break;
    }
    if (open > at) write(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const tag = /^<(\/?)([a-zA-Z][\w:-]*)/.exec(html.slice(open, open + 60));
    if (!tag && !/^<[!?/]/.test(html.slice(open, open + 2))) {
      write('<');
      at = open + 1;
      continue;
    }
    const close = html.indexOf('>', open);
    const end = close < 0 ? html.length : close + 1;
    at = end;
    if (!tag) continue;
    const slash = tag[1] === '/';
    const name = tag[2]!.toLowerCase();
    if (!slash && quote_piece < 0 && end - open > name.length + 6 && QUOTE_MARKS.test(html.slice(open, Math.min(end, open + 2_000)))) {
      breakLine(1);
      quote_piece = pieces.length;
    }
    if (name === 'blockquote') {
      breakLine(depth > 0 ? 1 : 2);
      depth = slash ? Math.max(0, depth - 1) : depth + 1;
    } else if (BLOCKS.has(name)) {
      // A line break counts as often as it is written, blocks only once.
      if (name === 'br') breakLine(ends + 1);
      else breakLine(PARAGRAPHS.has(name) ? 2 : 1);
    } else if (name === 'td' || name === 'th') space = true;
    if (!slash && HIDDEN.has(name) && !html.startsWith('/>', end - 2)) at = closing(html, name, end);
  }
  return { text: tidy(pieces.join('')), quote_at: quote_piece < 0 ? -1 : tidy(pieces.slice(0, quote_piece).join('')).length };
}

/** Behind the end tag; the end of all without one. */
function closing(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}\\s*>`, 'gi');
  end.lastIndex = from;
  return end.exec(html) ? end.lastIndex : html.length;
}

function tidy(text: string): string {
  return text.replace(/\n{3,}/g, '\n\n').trim();
}

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,10})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));?/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name) return ENTITIES[name] ?? whole;
      const code = decimal ? Number(decimal) : parseInt(hex!, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
    },
  );
}
