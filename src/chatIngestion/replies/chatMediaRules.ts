type MediaKind = 'image' | 'document' | 'audio' | 'video' | 'sticker';

const MB = 1024 * 1024;

/** What WhatsApp takes as what, and how large, bytes. Anything else goes as a document. */
const RULES: { kind: MediaKind; types: RegExp; max: number }[] = [
  { kind: 'image', types: /^image\/(jpeg|png)$/, max: 5 * MB },
  { kind: 'sticker', types: /^image\/webp$/, max: 500 * 1024 },
  { kind: 'audio', types: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, max: 16 * MB },
  { kind: 'video', types: /^video\/(mp4|3gpp)$/, max: 16 * MB },
  { kind: 'document', types: /./, max: 100 * MB },
];

/** How a file of this media type is sent, and the most bytes that it may have. */
export function mediaRuleOf(mime: string): { kind: MediaKind; max: number } {
  const type = mime.split(';')[0]!.trim().toLowerCase();
  const { kind, max } = RULES.find(({ types }) => types.test(type)) ?? RULES.at(-1)!;
  return { kind, max };
}
