import { fileTypeFromBuffer } from 'file-type';
import type { ChatMessageType } from '../ports/parsedChat.js';

/** What a file of a message of this type is made of; of others anything may come. Sounds come in containers of films. */
const FAMILIES: Partial<Record<ChatMessageType, RegExp>> = {
  image: /^image\//,
  sticker: /^image\//,
  audio: /^(audio|video)\/|^application\/ogg$/,
  video: /^video\//,
};
const PAGE = /^\s*(<!doctype html|<html|<head|<body|<\?xml|<script)/i;

/**
 * What the bytes of a file are, whatever a provider says about them; null when they are not what the message is said to carry: a page of an
 * error instead of a picture.
 */
export async function mediaKind(
  content: Buffer,
  { type, claimed }: { type: ChatMessageType; claimed: string | null },
): Promise<string | null> {
  const found = (await fileTypeFromBuffer(content))?.mime;
  const family = FAMILIES[type];
  if (family) return found !== undefined && family.test(found) ? refined(found, claimed) : null;
  if (found !== undefined) return found;
  const claims_page = /^(text\/(html|xml)|application\/(xhtml\+xml|xml))/.test(claimed ?? '');
  if (!claims_page && PAGE.test(content.subarray(0, 1_000).toString('latin1'))) return null;
  // Text has no mark of its own.
  return claimed?.startsWith('text/') ? claimed : 'application/octet-stream';
}

/** A voice note is Ogg either way; what is inside stands in what the provider says. */
function refined(found: string, claimed: string | null): string {
  const plain = claimed?.split(';')[0]?.trim().toLowerCase();
  return plain === found || (found === 'video/mp4' && plain === 'audio/mp4') ? plain! : found;
}
