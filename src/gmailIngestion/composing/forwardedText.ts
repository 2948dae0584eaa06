import { DateTime } from 'luxon';
import type { MailPerson } from '../../providers/mail/mailComposer.js';
import { cleanShownHtml, escapeHtml, htmlOf, textOf } from './mailHtml.js';

/** What a forward shows of the e-mail that it passes on. Blind recipients are nobody else's business. */
export interface ForwardedEmail {
  from_email: string;
  from_name: string;
  sent_at: string | null;
  received_at: string;
  subject: string;
  to_recipients: MailPerson[];
  cc_recipients: MailPerson[];
  body_text: string;
  body_html: string;
}

/** The line by which mail programs, and our own parser, know a forwarded message. */
const MARK = '---------- Forwarded message ----------';
/** A head names so many people. */
const MAX_PEOPLE = 50;

/** The whole of it below its head, uncut: whoever gets it has nothing else to look it up in. */
export function forwardedOf(email: ForwardedEmail, timezone: string): { text: string; html: string } {
  const head = [MARK, ...headOf(email, timezone).map(([name, value]) => `${name}: ${value}`)];
  const words = (email.body_text || textOf(email.body_html)).replace(/\r\n?/g, '\n').trimEnd();
  const inner = email.body_html ? cleanShownHtml(email.body_html) : htmlOf(words);
  return {
    text: `${head.join('\n')}\n\n${words}`,
    html: `<div>${head.map(escapeHtml).join('<br>\n')}</div>\n<br>\n<div>${inner}</div>`,
  };
}

/** When an e-mail was written, by its Date header where it has a usable one, in the business zone. */
export function timeOf({ sent_at, received_at }: Pick<ForwardedEmail, 'sent_at' | 'received_at'>, timezone: string): string {
  return DateTime.fromISO(sent_at ?? received_at, { zone: timezone, locale: 'en' }).toFormat("ccc, d LLL yyyy 'at' HH:mm '(UTC'ZZ')'");
}

function headOf(
  { from_email, from_name, sent_at, received_at, subject, to_recipients, cc_recipients }: ForwardedEmail,
  timezone: string,
): [string, string][] {
  const head: [string, string][] = [
    ['From', personOf({ email: from_email, name: from_name })],
    ['Date', timeOf({ sent_at, received_at }, timezone)],
    ['Subject', oneLine(subject)],
    ['To', peopleOf(to_recipients)],
  ];
  if (cc_recipients.length > 0) head.push(['Cc', peopleOf(cc_recipients)]);
  return head;
}

function peopleOf(people: MailPerson[]): string {
  const named = people.slice(0, MAX_PEOPLE).map(personOf).join(', ');
  return people.length > MAX_PEOPLE ? `${named} and ${people.length - MAX_PEOPLE} more` : named;
}

function personOf({ email, name }: MailPerson): string {
  return oneLine(name ? `${name} <${email}>` : email);
}

/** What a stranger wrote begins no line of the head. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
