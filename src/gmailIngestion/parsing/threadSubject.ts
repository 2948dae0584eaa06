import { SUBJECT_PREFIX, withoutPrefixes } from '../../providers/mail/subjectPrefixes.js';

/** What mail gateways put before the subject of mail from outside. */
const OUTSIDE_TAG = /^\[(?:external|ext|extern|extérieur)\]\s*[:：]?\s*/iu;

/** The subject of a matter: without the Re:, Fwd:, AW: of its messages, however many. */
export function threadSubject(subject: string): string {
  return withoutPrefixes(subject.replace(/\s+/g, ' ').trim(), SUBJECT_PREFIX, OUTSIDE_TAG);
}
