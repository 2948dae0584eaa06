/** Puts addresses in the place of `cid:` references in cleaned HTML; those of unknown parts stay as they are. */
export function replaceInlineImages(html: string, address: (content_id: string) => string | undefined): string {
  return html.replace(/(["'])cid:([^"'<>\s]{1,500})\1/gi, (whole, quote: string, reference: string) => {
    const found = address(reference) ?? address(decoded(reference));
    return found === undefined
      ? whole
      : `${quote}${found.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}${quote}`;
  });
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference.replaceAll('&amp;', '&'));
  } catch {
    return reference;
  }
}
