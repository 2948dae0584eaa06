import type { Later } from './triageVerdict.js';

/** How often a busy model is asked about one thing, and how long that waits for it. Then rules decide. */
const MAX_TRIES = 6;
const PATIENCE_MS = 30 * 60_000;

/** How far a triage has come; travels with its job. */
export interface TriageProgress {
  tries: number;
  /** When it was asked for first. */
  since: string;
}

/** The tries after one that a model had no time for, and when to ask again; null when it is not waited for any longer. */
export function nextTry(
  { error_code, retry_after_ms }: Later,
  { tries, since }: TriageProgress,
  now: Date,
): { tries: number; run_at: Date } | null {
  // Our own limit says nothing about the model, so it does not count as a try.
  const made = error_code === 'own_limit' ? tries : tries + 1;
  const run_at = new Date(now.getTime() + retry_after_ms);
  return made < MAX_TRIES && run_at.getTime() - Date.parse(since) <= PATIENCE_MS ? { tries: made, run_at } : null;
}
