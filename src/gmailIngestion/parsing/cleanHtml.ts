import sanitizeHtml from 'sanitize-html';

/** Deeper pages are not kept: the reader's browser and ours would both suffer. */
const MAX_NESTING = 500;

/** Looks of text and boxes. Nothing that loads, covers the screen or runs. */
const STYLES =
  /^(?:color|background-color|background|font(?:-(?:family|size|style|weight|variant))?|text-(?:align|decoration|indent|transform)|line-height|letter-spacing|white-space|vertical-align|direction|list-style(?:-type)?|width|max-width|min-width|height|max-height|min-height|(?:margin|padding)(?:-(?:top|right|bottom|left))?|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width|radius))?|border-(?:collapse|spacing)|display)$/;
const REFUSED_VALUE = /url|expression|javascript|@import|\\|&#|<|>|image-set|attr\(|var\(|env\(/i;

const TAGS = [
  'a',
  'abbr',
  'address',
  'article',
  'b',
  'big',
  'blockquote',
  'br',
  'caption',
  'center',
  'cite',
  'code',
  'col',
  'colgroup',
  'dd',
  'del',
  'details',
  'div',
  'dl',
  'dt',
  'em',
  'figcaption',
  'figure',
  'font',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'i',
  'img',
  'ins',
  'kbd',
  'li',
  'main',
  'mark',
  'ol',
  'p',
  'pre',
  'q',
  's',
  'section',
  'small',
  'span',
  'strike',
  'strong',
  'sub',
  'summary',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'tt',
  'u',
  'ul',
  'wbr',
];

/** Remote images stand under data-src, so that they load only when the reader wants them. */
const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: {
    '*': ['style', 'dir', 'lang', 'title', 'align', 'valign', 'width', 'height', 'bgcolor', 'color'],
    a: ['href', 'rel', 'target', 'name'],
    img: ['src', 'data-src', 'alt', 'border'],
    font: ['face', 'size'],
    table: ['border', 'cellpadding', 'cellspacing', 'role'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    col: ['span'],
    ol: ['start', 'type'],
  },
  // A stranger must not wear the classes of whoever shows the page; these mark what is quoted.
  allowedClasses: { '*': ['gmail_quote', 'gmail_attr', 'gmail_signature', 'yahoo_quoted', 'moz-cite-prefix', 'protonmail_quote'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data', 'http', 'https'] },
  allowedSchemesAppliedToAttributes: ['href', 'src', 'data-src'],
  allowProtocolRelative: false,
  // Our own look at styles is enough, and a whole CSS parser is slow.
  parseStyleAttributes: false,
  nestingLimit: MAX_NESTING,
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'head',
    'template',
    'svg',
    'math',
    'object',
    'iframe',
    'embed',
    'xmp',
    'noembed',
    'noframes',
    'plaintext',
  ],
  transformTags: {
    '*': (tagName, attribs) => ({ tagName, attribs: withSafeStyle(attribs) }),
    a: (tagName, attribs) => ({ tagName, attribs: { ...withSafeStyle(attribs), rel: 'noopener noreferrer nofollow', target: '_blank' } }),
    img: (tagName, attribs) => ({ tagName, attribs: withQuietSource(withSafeStyle(attribs)) }),
  },
};

/** A stranger's page made harmless: no script, no form, nothing that loads or runs by itself. `cid:` images stay as they are. Null: not to be had. */
export function cleanHtml(html: string): string | null {
  if (html === '') return '';
  return isTooDeep(html) ? null : sanitizeHtml(html, OPTIONS).trim();
}

/** Pages nested so deep are made to keep a machine busy. What closes by itself (p, li, td) does not count. */
function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, end] of html.matchAll(
    /<(\/?)(?!(?:p|li|d[dt]|t[rdh]|tbody|thead|tfoot|option|br|hr|img|input|col|meta|link|area|base|wbr|source)\b)[a-z]/gi,
  )) {
    depth = end ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_NESTING * 4) return true;
  }
  return false;
}

function withSafeStyle(attribs: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { style, ...rest } = attribs;
  if (!style) return rest;
  const safe = style
    .slice(0, 4_000)
    .split(';')
    .map(
      (declaration) =>
        [
          declaration.slice(0, declaration.indexOf(':')).trim().toLowerCase(),
          declaration.slice(declaration.indexOf(':') + 1).trim(),
        ] as const,
    )
    .filter(([property, value]) => STYLES.test(property) && value !== '' && !REFUSED_VALUE.test(value.replace(/\/\*.*?\*\//g, '')))
    .map(([property, value]) => `${property}:${value}`);
  return safe.length > 0 ? { ...rest, style: safe.join(';') } : rest;
}

function withQuietSource({ src = '', 'data-src': _, srcset: __, ...rest }: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const source = src.trim();
  if (/^cid:/i.test(source) || /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,/i.test(source)) return { ...rest, src: source };
  return /^https?:\/\//i.test(source) ? { ...rest, 'data-src': source } : rest;
}
