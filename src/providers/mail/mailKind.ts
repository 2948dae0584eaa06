import type { MailKind } from '../ports/parsedEmail.js';
import { isLoopToken, LOOP_HEADER } from './loopToken.js';
import { headerOf, type MailHeaders } from './mailHead.js';

export interface KindOfMail {
  kind: MailKind;
  kind_reason: string;
}

const REPORT_WRITER = /^(mailer-daemon|postmaster|mail-daemon|mailerdaemon)@/i;
const REPORT_SUBJECT = new RegExp(
  `(${[
    'undeliver|delivery (status notification|failure|has failed|incomplete)|returned mail',
    'mail delivery (failed|subsystem)|failure notice|message not delivered|unzustellbar|non remis',
    'no se pudo entregar|delivery notification',
  ].join('|')})`,
  'i',
);

/** Programs that name themselves; what they say does not matter. */
const ANSWERING_HEADERS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-autoreply-from', 'x-mail-autoreply'];
const LIST_HEADERS = ['list-id', 'list-post', 'x-mailinglist'];
/** Who sends to many names the mailing beside the way out of it; the way out alone stands in mail of persons, too. */
const MAILING_HEADERS = ['feedback-id', 'x-campaign', 'x-campaign-id', 'x-campaignid', 'x-csa-complaints', 'x-mailgun-tag', 'x-mc-user'];

/**
 * What wrote a message: a person, or something that must never be answered automatically. The strongest sign decides. `speaks_for`: it is a
 * form that passes on what a person wrote.
 */
export function mailKindOf(headers: MailHeaders, from_email: string, subject: string, loop_secret: string, speaks_for = false): KindOfMail {
  const has = (name: string) => headers.has(name);
  const value = (name: string) => headerOf(headers, name).toLowerCase();
  const said = (kind: MailKind, kind_reason: string): KindOfMail => ({ kind, kind_reason });

  const token = headerOf(headers, LOOP_HEADER.toLowerCase());
  if (token && isLoopToken(loop_secret, token)) return said('loop', `${LOOP_HEADER}: our own`);

  const content_type = value('content-type');
  if (/multipart\/report/.test(content_type) && /delivery-status/.test(content_type))
    return said('bounce', 'Content-Type: multipart/report');
  if (has('x-failed-recipients')) return said('bounce', 'X-Failed-Recipients');
  const has_null_path = (headers.get('return-path') ?? []).some((path) => /^<\s*>$/.test(path.trim()));
  const is_report = REPORT_WRITER.test(from_email) || (has_null_path && from_email === '');
  if (is_report && REPORT_SUBJECT.test(subject)) return said('bounce', `From: ${from_email || '<>'}`);

  const submitted = value('auto-submitted').split(/[;\s(]/)[0]!;
  if (submitted !== '' && submitted !== 'no' && !(speaks_for && submitted === 'auto-generated'))
    return said('auto_reply', `Auto-Submitted: ${submitted.slice(0, 50)}`);
  const answering = ANSWERING_HEADERS.find((name) => has(name) && value(name) !== 'no');
  if (answering) return said('auto_reply', capitals(answering));
  const precedence = value('precedence').trim();
  if (/^auto[_-]?reply$/.test(precedence)) return said('auto_reply', `Precedence: ${precedence}`);
  if (/multipart\/report/.test(content_type)) return said('auto_reply', 'Content-Type: multipart/report');

  const list = LIST_HEADERS.find(has);
  if (list) return said('list', capitals(list));
  const mailing = has('list-unsubscribe') ? MAILING_HEADERS.find(has) : undefined;
  if (mailing) return said('list', `List-Unsubscribe, ${capitals(mailing)}`);
  if (/^(bulk|list|junk)$/.test(precedence)) return said('list', `Precedence: ${precedence}`);
  if (has_null_path) return said('auto_reply', 'Return-Path: <>');
  return said('message', '');
}

function capitals(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase()).replace(/Id$/, 'ID');
}
