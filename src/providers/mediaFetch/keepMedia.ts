import type { FileStore } from '../../common/files/fileStore.js';
import type { ChatMessageType } from '../ports/parsedChat.js';
import type { FetchedMedia } from './mediaFetch.client.js';
import { mediaKind } from './mediaKind.js';

/** Pauses between tries, seconds; the last one repeats until the file is given up. */
const PAUSES = [10, 60, 300, 1_800, 7_200, 21_600, 43_200];

/** A file that is wanted, before a try. */
export interface WantedMedia {
  /** What it is said to be; see mediaKind. */
  type: ChatMessageType;
  /** What was said about its content before it was fetched. */
  mime: string | null;
  /** Tries before this one. */
  tries: number;
  /** When it is given up; null: never. */
  expires_at: Date | null;
}

/** What is written down about a file after a try. */
export type MediaOutcome =
  | { state: 'stored'; sha256: string; size: number; mime: string }
  | { state: 'wanted'; reason: string; next_try_at: Date }
  | { state: 'missing'; reason: string };

/**
 * What becomes of a file after a try to fetch it: it is kept under its hash with the type that its bytes show, tried again later, or
 * given up with the reason.
 */
export async function keepMedia(
  answer: FetchedMedia,
  { type, mime: claimed, tries, expires_at }: WantedMedia,
  { files, now }: { files: Pick<FileStore, 'put'>; now: Date },
): Promise<MediaOutcome> {
  if (answer.state === 'fetched') {
    const mime = await mediaKind(answer.content, { type, claimed: claimed ?? answer.content_type });
    if (mime !== null) return { state: 'stored', ...(await files.put(answer.content)), mime };
  }
  const reason = answer.state === 'fetched' ? 'not_media' : answer.reason;
  const next_try_at = new Date(now.getTime() + PAUSES[Math.min(tries, PAUSES.length - 1)]! * 1000);
  const is_over = answer.state === 'refused' || (expires_at !== null && next_try_at >= expires_at);
  return is_over ? { state: 'missing', reason } : { state: 'wanted', reason, next_try_at };
}
