import type { MailKind } from '../ports/parsedEmail.js';
import { isLoopToken, LOOP_HEADER } from './loopToken.js';
import { headerOf, type MailHeaders } from './mailHead.js';

export interface KindOfMail {
  kind: MailKind;
  kind_reason: string;
}

const REPORT_WRITER = /^(mailer-daemon|postmaster|mail-daemon|mailerdaemon)@/i;
const REPORT_SUBJECT =
  /(undeliver|delivery (status notification|failure|has failed|incomplete)|returned mail|mail delivery (failed|subsystem)|failure notice|message not delivered|unzustellbar|non remis|no se pudo entregar|delivery notification)/i;

/** Programs that name themselves; what they say does not matter. */
const ANSWERING_HEADERS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-autoreply-from', 'x-mail-autoreply'];
const LIST_HEADERS = ['list-id', 'list-unsubscribe', 'list-post', 'x-mailinglist'];

/** What wrote a message: a person, or something that must never be answered automatically. The strongest sign decides. */
export function mailKindOf(headers: MailHeaders, from_email: string, subject: string, loop_secret: string): KindOfMail {
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
  if (submitted !== '' && submitted !== 'no') return said('auto_reply', `Auto-Submitted: ${submitted.slice(0, 50)}`);
  const answering = ANSWERING_HEADERS.find((name) => has(name) && value(name) !== 'no');
  if (answering) return said('auto_reply', capitals(answering));
  const precedence = value('precedence').trim();
  if (/^auto[_-]?reply$/.test(precedence)) return said('auto_reply', `Precedence: ${precedence}`);
  if (/multipart\/report/.test(content_type)) return said('auto_reply', 'Content-Type: multipart/report');

  const list = LIST_HEADERS.find(has);
  if (list) return said('list', capitals(list));
  if (/^(bulk|list|junk)$/.test(precedence)) return said('list', `Precedence: ${precedence}`);

  const suppress = value('x-auto-response-suppress');
  if (suppress !== '' && suppress !== 'none') return said('auto_reply', `X-Auto-Response-Suppress: ${suppress.slice(0, 50)}`);
  if (has_null_path) return said('auto_reply', 'Return-Path: <>');
  return said('message', '');
}

function capitals(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase()).replace(/Id$/, 'ID');
}
