import type { MailPerson } from '../../providers/mail/mailComposer.js';

/** What an answer needs to know of the e-mail that it answers. */
export interface AnsweredEmail {
  direction: string;
  message_id: string;
  in_reply_to: string;
  reference_ids: string[];
  subject: string;
  from_email: string;
  from_name: string;
  reply_to: MailPerson[];
  to_recipients: MailPerson[];
  cc_recipients: MailPerson[];
}

/** So many ids are kept at the beginning and at the end of References. */
const KEPT_REFERENCES = 10;
const MAX_ID_LENGTH = 500;
/** Prefixes of answers, in the languages that mail programs use: Re, AW, SV, Antw, RE[2] … */
const ANSWER_PREFIX = /^\s*(re|aw|sv|antw|odp|ref|res|vs)\s*(\[\d+\]|\(\d+\))?\s*[:：]\s*/i;
/** Prefixes of forwards: Fwd, FW, WG, TR, RV, ENC … */
const FORWARD_PREFIX = /^\s*(fwd?|wg|tr|rv|enc|doorst|vb|pd)\s*(\[\d+\]|\(\d+\))?\s*[:：]\s*/i;

/** `Re: …`, once. */
export function replySubject(subject: string): string {
  let bare = subject.replace(/\p{Cc}+/gu, ' ').trim();
  while (ANSWER_PREFIX.test(bare)) bare = bare.replace(ANSWER_PREFIX, '');
  return `Re: ${bare}`.trim();
}

/** `Fwd: …`, once. */
export function forwardSubject(subject: string): string {
  let bare = subject.replace(/\p{Cc}+/gu, ' ').trim();
  while (ANSWER_PREFIX.test(bare) || FORWARD_PREFIX.test(bare)) bare = bare.replace(ANSWER_PREFIX, '').replace(FORWARD_PREFIX, '');
  return `Fwd: ${bare}`.trim();
}

/** References of an answer, oldest first: those of the answered one, then its own id. In-Reply-To stands in where it had none. */
export function replyReferences({
  message_id,
  in_reply_to,
  reference_ids,
}: Pick<AnsweredEmail, 'message_id' | 'in_reply_to' | 'reference_ids'>): string[] {
  const before = reference_ids.length > 0 ? reference_ids : [in_reply_to];
  const ids = [...new Set([...before, message_id].filter(isMessageId))];
  // The answered one comes last, wherever else it stood.
  const ordered = isMessageId(message_id) ? [...ids.filter((id) => id !== message_id), message_id] : ids;
  if (ordered.length <= 2 * KEPT_REFERENCES) return ordered;
  return [...ordered.slice(0, KEPT_REFERENCES), ...ordered.slice(-KEPT_REFERENCES)];
}

/** Whether it can stand in a header as it is. */
export function isMessageId(id: string): boolean {
  return id.length <= MAX_ID_LENGTH && /^<[\x21-\x3b\x3d\x3f-\x7e]+>$/.test(id);
}

/** Whether nobody reads what is sent there. */
export function isNoReply(email: string): boolean {
  const local = email.split('@')[0]!.toLowerCase();
  return /^(mailer-daemon|postmaster|bounces?)([+._-].*)?$/.test(local) || /^(no|not|donot|do-not|do_not|never)[-._]?reply/.test(local);
}

/**
 * Who gets an answer when its writer names nobody: Reply-To, or else From, of the answered e-mail; with `all` its other recipients as cc.
 * An e-mail of our own is followed up to whom it went. Never one of our mailboxes, never an address that nobody reads.
 */
export function replyRecipients(email: AnsweredEmail, ours: ReadonlySet<string>, all: boolean): { to: MailPerson[]; cc: MailPerson[] } {
  const usable = (people: MailPerson[], taken: MailPerson[] = []) => {
    const seen = new Set(taken.map((person) => person.email.toLowerCase()));
    return people.filter(({ email: address }) => {
      const key = address.toLowerCase();
      if (key === '' || ours.has(key) || isNoReply(key) || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  };
  if (email.direction === 'outbound') {
    const to = usable(email.to_recipients);
    return { to, cc: all ? usable(email.cc_recipients, to) : [] };
  }
  const writer = usable(email.reply_to);
  const to = writer.length > 0 ? writer : usable([{ email: email.from_email, name: email.from_name }]);
  return { to, cc: all ? usable([...email.to_recipients, ...email.cc_recipients], to) : [] };
}
