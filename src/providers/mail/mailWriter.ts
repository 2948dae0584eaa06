import type { MailAddress, MailNote } from '../ports/parsedEmail.js';
import { addressesOf } from './mailAddresses.js';
import { headerOf, type MailHeaders } from './mailHead.js';

/** How forms and programs call themselves that write in the name of others. */
const FORMS = new RegExp(
  `^(?:${[
    '(?:[\\w-]+[-._])?(?:no|not|do-?not|never)[-._]?reply|wordpress|wp',
    '(?:contact|web|site|online|order|[ei]nquiry|feedback)?[-._]?forms?|form[-._]\\w+',
    'contact(?:-?us)?|web(?:site|master)?|www(?:-data)?|mailer|notif\\w*|system|apache|nobody|robot|bot',
  ].join('|')})(?:[+._-].*)?$`,
);
const NOBODY = /^(?:(?:no|not|do-?not|never)[-._]?reply|mailer-daemon|postmaster|bounces?)(?:[+._-]|$)/;

/** Who wrote a message: the first usable From, or who sent it without one; where a group rewrote From, the one whom it names instead. */
export function writerOf(headers: MailHeaders, notes: MailNote[]): MailAddress | null {
  const values = headers.get('from') ?? [];
  const found = addressesOf(values);
  if (values.length > 1 || found.length > 1)
    notes.push({ code: 'from_repeated', message: 'The message has several senders; the first usable one was used.' });
  const from = found[0] ?? addressesOf(headers.get('sender') ?? [])[0] ?? null;
  if (found.length === 0)
    notes.push({
      code: 'from_missing',
      message: from ? 'The message has no readable From header; Sender was used.' : 'The message does not say who sent it.',
    });
  const original = addressesOf(headers.get('x-original-from') ?? [])[0];
  if (!original || !from || original.email === from.email) return from;
  notes.push({ code: 'from_rewritten', message: `From says ${from.email}; who wrote it is named by X-Original-From.` });
  return original;
}

/** Whom a form lets speak: the only one in Reply-To, with an address elsewhere, in a message that answers nothing. */
export function speakerOf(headers: MailHeaders, from: MailAddress | null, reply_to: readonly MailAddress[]): MailAddress | undefined {
  const [speaker, other] = reply_to;
  if (!from || !speaker || other || NOBODY.test(speaker.email)) return undefined;
  if (headerOf(headers, 'in-reply-to') !== '' || headerOf(headers, 'references') !== '') return undefined;
  const [ours, theirs] = [from, speaker].map(({ email }) => `.${email.slice(email.lastIndexOf('@') + 1)}`);
  return ours!.endsWith(theirs!) || theirs!.endsWith(ours!) ? undefined : speaker;
}

/** Whether an address is that of a form, by its name. */
export function isForm({ email }: MailAddress): boolean {
  return FORMS.test(email.slice(0, email.lastIndexOf('@')));
}
