/** What a browser may show or play by itself; everything else is saved. Never HTML, SVG or the like: they would run here. */
const SHOWN = new Set([
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp', 'application/pdf'],
  ...[
    'audio/ogg',
    'audio/mpeg',
    'audio/mp4',
    'audio/aac',
    'audio/amr',
    'audio/x-m4a',
    'audio/wav',
    'video/mp4',
    'video/3gpp',
    'video/webm',
  ],
]);

/** The headers of an attachment, which a stranger has sent. */
export function attachmentHeaders(filename: string, content_type: string): Record<string, string> {
  const type = content_type.trim().toLowerCase().split(';')[0]!.trim();
  const shown = SHOWN.has(type);
  return {
    // What is not shown is not told apart either: no browser guesses what to do with it.
    'content-type': shown ? type : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; ${filenameParameters(filename)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors *",
    'cache-control': 'private, no-store',
  };
}

/** RFC 6266 with RFC 5987: a plain name for old clients, the true one for all others. */
function filenameParameters(filename: string): string {
  // Path separators, control characters and half pairs have no place in a name.
  const name =
    wellFormed(filename)
      .replace(/[\p{Cc}\p{Cf}\\/]/gu, '_')
      .slice(0, 200)
      .trim() || 'attachment';
  const plain = name.replace(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(wellFormed(name)).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Half a surrogate pair becomes U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
