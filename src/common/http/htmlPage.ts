import { createHash } from 'node:crypto';

const STYLE = `body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2733}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:2rem}a{color:#0b5cad}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e3e8ee;vertical-align:top}
th{font-weight:600;color:#5a6b7d}
pre{background:#f5f7f9;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere}.none{color:#8a97a5}
fieldset{border:0;margin:1.5rem 0;padding:0}legend{font-weight:600}
label{display:inline-block;padding:.4rem .8rem .4rem 0}textarea{width:100%;min-height:6rem}
button{font:inherit;padding:.5rem 1.2rem}`;

/** What a content security policy calls the style of these pages. */
export const PAGE_STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** A page without scripts. `body` is HTML. */
export function htmlPage(title: string, body: string, language = 'en'): string {
  return (
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`
  );
}

/** Text, as it is written into HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
