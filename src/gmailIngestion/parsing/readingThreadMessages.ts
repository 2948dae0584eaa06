import type { MailReadingSettings, MailResult } from './mailReading.js';

/** What the thread is started with. */
export interface ThreadData {
  /** Address of the module whose `mailReading` reads. */
  reading: string;
  settings: MailReadingSettings;
  /** Shared: the batch and the index of the message that the thread is at. */
  position: Int32Array;
}

/** A batch for the thread. */
export interface ThreadTask {
  id: number;
  raws: Uint8Array[];
}

/** What comes back; first of all, once, that it is ready. */
export type ThreadAnswer = { is_ready: true } | { id: number; results: MailResult[] };

/** The same bytes with memory of their own, which can go to another thread without a copy. Small buffers share theirs. */
export function handedOver(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
