import { isUuid } from '../../common/list/uuid.js';

/** An image that goes along inside of a message. */
export interface OutgoingImage {
  sha256: string;
  filename: string;
  content_type: string;
  size: number;
  /** What the HTML refers to it by, without brackets. */
  content_id: string;
}

const IMAGE = /<img\b[^>]*>/gi;
/** In cleaned HTML: quotes are double, and no attribute holds a bracket. */
const SOURCE = /\ssrc="((?:cid|data):[^"]*)"/i;
const WORDS = /\salt="([^"]*)"/i;

/** What `cid:` images of some HTML refer to, decoded, each once. */
export function imageReferences(html: string): string[] {
  return [
    ...new Set(
      sources(html)
        .map(referenceOf)
        .filter((reference) => reference !== undefined),
    ),
  ];
}

/** Those that can be ids of uploads. */
export function uploadReferences(references: string[]): string[] {
  return references.filter((reference) => isUuid(reference.toLowerCase()));
}

/**
 * Gives every image that a message carries itself a name of this message, so that two of different origin cannot be mistaken for one
 * another. Of an image that cannot be found its words stay; remote ones stay as they are. `find` gets the reference, or a whole `data:`
 * address.
 */
export async function placeImages(
  html: string,
  find: (source: { cid?: string; data?: string }) => Promise<Omit<OutgoingImage, 'content_id'> | undefined>,
  name: (place: number) => string,
): Promise<{ html: string; images: OutgoingImage[] }> {
  const placed = new Map<string, string>();
  const images: OutgoingImage[] = [];
  for (const source of new Set(sources(html))) {
    const cid = referenceOf(source);
    const found = await find(cid === undefined ? { data: source } : { cid });
    if (!found) continue;
    const same = images.find(({ sha256, filename }) => sha256 === found.sha256 && filename === found.filename);
    const content_id = same?.content_id ?? name(images.length + 1);
    if (!same) images.push({ ...found, content_id });
    placed.set(source, content_id);
  }
  const replaced = html.replace(IMAGE, (tag) => {
    const source = SOURCE.exec(tag)?.[1];
    if (source === undefined) return tag;
    const content_id = placed.get(source);
    return content_id === undefined ? (WORDS.exec(tag)?.[1] ?? '') : tag.replace(SOURCE, ` src="cid:${content_id}"`);
  });
  return { html: replaced, images };
}

/** The bytes of an image that was pasted into the HTML; undefined when it is none. */
export function pastedImage(source: string): { content_type: string; filename: string; content: Buffer } | undefined {
  const [, kind, encoded] = /^data:image\/(png|jpe?g|gif|webp|bmp);base64,([A-Za-z0-9+/=\s]+)$/i.exec(source) ?? [];
  const content = Buffer.from(encoded ?? '', 'base64');
  if (!kind || content.length === 0) return undefined;
  const type = kind.toLowerCase().replace('jpg', 'jpeg');
  return { content_type: `image/${type}`, filename: `image.${type === 'jpeg' ? 'jpg' : type}`, content };
}

function sources(html: string): string[] {
  return [...html.matchAll(IMAGE)].map(([tag]) => SOURCE.exec(tag)?.[1]).filter((source) => source !== undefined);
}

function referenceOf(source: string): string | undefined {
  if (!/^cid:/i.test(source)) return undefined;
  const reference = source.slice(4).replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
