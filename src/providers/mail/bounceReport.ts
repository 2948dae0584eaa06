import type { BounceReport, ParsedAttachment } from '../ports/parsedEmail.js';
import { cleanLine, cutText } from './cleanText.js';
import { headerOf, type MailHeaders } from './mailHead.js';
import { messageIdOf, messageIdsIn } from './messageIds.js';

type Recipient = BounceReport['recipients'][number];

const ACTIONS = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);
const MAX_RECIPIENTS = 1_000;
const MAX_DIAGNOSTIC = 1_000;
/** How much of a part is read: reports are short, and what came back may be long. */
const MAX_READ = 256 * 1024;

const ADDRESS = /[^\s<>()[\]:;,"']{1,200}@[a-z0-9.-]{1,200}[a-z0-9]/gi;
const STATUS = /\b([245]\.\d{1,3}\.\d{1,3})\b/;
const TEMPORARY = /(delayed|will (be )?retr(y|ied)|not yet been delivered|still trying|temporar)/i;

/** What a delivery report says, standard (RFC 3464) or in the words of Exim, qmail, Gmail and others. */
export function readBounce(headers: MailHeaders, attachments: readonly ParsedAttachment[], text: string): BounceReport {
  const parts = attachments
    .filter(({ content }) => content)
    .map(({ content_type, content }) => ({ content_type, text: content!.toString('utf8', 0, MAX_READ) }));
  const recipients = parts
    .filter(({ content_type }) => /^message\/(global-)?delivery-status$/.test(content_type))
    .flatMap((part) => statusOf(part.text));
  return {
    original_message_id: originalId(headers, parts, text),
    recipients: (recipients.length > 0 ? recipients : recipientsInWords(headers, text)).slice(0, MAX_RECIPIENTS),
  };
}

/** Whether a report says that something came back, or does not say clearly that nothing did. */
export function isFailure({ recipients }: BounceReport): boolean {
  return recipients.length === 0 || recipients.some(({ action }) => action === 'failed');
}

/** The groups of a delivery-status part: the first is about the message, each further one about a recipient. */
function statusOf(part: string): Recipient[] {
  return part
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
    .map(
      (group) =>
        new Map(
          group
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
        ),
    )
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .map((fields) => {
      const action = (fields.get('action') ?? '').toLowerCase().split(/\s/)[0]!;
      const status = STATUS.exec(fields.get('status') ?? '')?.[1] ?? '';
      return {
        // What we wrote to is the original one; the final one may lie behind a forwarding.
        email: addressIn(fields.get('original-recipient') ?? '') || addressIn(fields.get('final-recipient') ?? ''),
        action: (ACTIONS.has(action)
          ? action
          : status.startsWith('4')
            ? 'delayed'
            : status.startsWith('2')
              ? 'delivered'
              : 'failed') as Recipient['action'],
        status,
        diagnostic: diagnostic(fields.get('diagnostic-code') ?? fields.get('x-display-name') ?? ''),
      };
    });
}

function recipientsInWords(headers: MailHeaders, text: string): Recipient[] {
  const named = headerOf(headers, 'x-failed-recipients').match(ADDRESS) ?? [];
  const report = text.slice(0, 20_000);
  // What follows the first sign of the returned message is not about recipients any more.
  const about = report.split(/^(?:-{2,}.*(?:copy|original|returned|below).*|Message-ID:|Return-Path:|Received:)/im)[0]!;
  const emails = new Set(
    (named.length > 0 ? named : (about.match(ADDRESS) ?? []).filter((email) => !/^(mailer-daemon|postmaster)@/i.test(email))).map((email) =>
      email.toLowerCase(),
    ),
  );
  const status = STATUS.exec(about)?.[1] ?? '';
  const action = status.startsWith('4') || (!status.startsWith('5') && TEMPORARY.test(about)) ? 'delayed' : 'failed';
  const reason = /^.*\b[45]\d\d[ -].*$/m.exec(about)?.[0] ?? '';
  return [...emails].slice(0, 20).map((email) => ({ email, action, status, diagnostic: diagnostic(reason) }));
}

function originalId(headers: MailHeaders, parts: { content_type: string; text: string }[], text: string): string {
  for (const { content_type, text: returned } of parts) {
    if (!/^(message\/(rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)$/.test(content_type)) continue;
    const id = idInHead(returned.split(/\r?\n\r?\n/)[0]!);
    if (id) return id;
  }
  // Exim and qmail put the returned message below their words.
  const below = idInHead(text.slice(0, MAX_READ));
  return below || messageIdOf(headerOf(headers, 'in-reply-to')) || (messageIdsIn(headerOf(headers, 'references')).at(-1) ?? '');
}

function idInHead(head: string): string {
  const line = /^[ \t>]*(?:X-Google-Original-)?Message-ID:[ \t]*(?:\r?\n[ \t>]+)?(\S+)/im.exec(head);
  return line ? messageIdOf(line[1]!) : '';
}

function addressIn(field: string): string {
  return (field.match(ADDRESS)?.[0] ?? '').toLowerCase();
}

function diagnostic(text: string): string {
  return cutText(cleanLine(text.replace(/^(smtp|x-[\w-]+);/i, '')), MAX_DIAGNOSTIC);
}
