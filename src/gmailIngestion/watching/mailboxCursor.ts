import type { FolderState } from '../../providers/ports/mailbox.port.js';

/** How far a folder was read. */
export interface FolderCursor {
  uid_validity: string;
  last_uid: number;
  highest_modseq: string;
}

/** What a look into a folder asks for. `since`: only messages that came later; absent: all that are new. */
export interface ReadingPlan {
  kind: 'first' | 'reset' | 'news' | 'nothing';
  after: number;
  since?: Date;
  /** Where the cursor stands when all that was planned is stored: what was skipped is seen too. */
  upto: number;
}

/**
 * Compares what is stored with what the folder says. `horizon` is the moment before which nothing is wanted; it stays the same
 * for ever, so that a folder that is numbered anew is read again whole: all that was stored, and what came in between.
 */
export function planReading(cursor: FolderCursor | undefined, folder: FolderState, horizon: Date): ReadingPlan {
  // A server that gives no usable UIDNEXT says nothing about what was seen: then only what is stored counts.
  const seen = Number.isSafeInteger(folder.uid_next) ? Math.max(folder.uid_next - 1, 0) : 0;
  if (!cursor || cursor.uid_validity === '') return { kind: 'first', after: 0, since: horizon, upto: seen };
  if (cursor.uid_validity !== folder.uid_validity) return { kind: 'reset', after: 0, since: horizon, upto: seen };
  if (seen <= cursor.last_uid && seen > 0) return { kind: 'nothing', after: cursor.last_uid, upto: cursor.last_uid };
  if (seen === 0 && folder.message_count === 0) return { kind: 'nothing', after: cursor.last_uid, upto: cursor.last_uid };
  return { kind: 'news', after: cursor.last_uid, upto: Math.max(seen, cursor.last_uid) };
}

/** What is fetched together: UIDs above the cursor, ascending, each once, however the server lists them. */
export function uidBatches(uids: number[], after: number, size: number): number[][] {
  const wanted = [...new Set(uids)].filter((uid) => Number.isSafeInteger(uid) && uid > after).sort((a, b) => a - b);
  const batches: number[][] = [];
  for (let start = 0; start < wanted.length; start += size) batches.push(wanted.slice(start, start + size));
  return batches;
}

/** Whether flags may have changed since the last look, on a server that counts changes. */
export function flagsMayHaveChanged(cursor: FolderCursor | undefined, folder: FolderState): boolean {
  if (!cursor || cursor.uid_validity !== folder.uid_validity) return false;
  return cursor.highest_modseq !== '' && folder.highest_modseq !== '' && cursor.highest_modseq !== folder.highest_modseq;
}
