import { loopToken } from './loopToken.js';
import { mailKindOf } from './mailKind.js';
import { MimeMailParser } from './mailParser.js';

const SECRET = 'a secret of this installation';
const kind = (header: string, from = 'asha@example.com', subject = 'Hello') => {
  const headers = new Map(
    header === ''
      ? []
      : header.split('\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), [line.slice(line.indexOf(':') + 1).trim()]]),
  );
  return mailKindOf(headers, from, subject, SECRET);
};

describe('mailKindOf', () => {
  it.each([
    ['', 'message', ''],
    ['Auto-Submitted: no', 'message', ''],
    ['X-Auto-Response-Suppress: None', 'message', ''],
    ['Return-Path: <asha@example.com>', 'message', ''],
    ['Precedence: first-class', 'message', ''],
    // CRM programs and Exchange put these into what persons write.
    ['X-Auto-Response-Suppress: All', 'message', ''],
    ['List-Unsubscribe: <mailto:x@example.com>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click', 'message', ''],
    ['Auto-Submitted: auto-replied; owner="x"', 'auto_reply', 'Auto-Submitted: auto-replied'],
    ['Auto-Submitted: auto-generated', 'auto_reply', 'Auto-Submitted: auto-generated'],
    ['X-Autoreply: yes', 'auto_reply', 'X-Autoreply'],
    ['X-Autorespond: yes', 'auto_reply', 'X-Autorespond'],
    ['Precedence: auto_reply', 'auto_reply', 'Precedence: auto_reply'],
    ['Return-Path: <>', 'auto_reply', 'Return-Path: <>'],
    ['Content-Type: multipart/report; report-type=disposition-notification', 'auto_reply', 'Content-Type: multipart/report'],
    ['List-Id: <news.example.com>', 'list', 'List-ID'],
    ['List-Unsubscribe: <mailto:x@example.com>\nFeedback-ID: 1:c:mail', 'list', 'List-Unsubscribe, Feedback-ID'],
    ['Precedence: bulk', 'list', 'Precedence: bulk'],
    ['Precedence: list', 'list', 'Precedence: list'],
    ['Content-Type: multipart/report; report-type=delivery-status; boundary=x', 'bounce', 'Content-Type: multipart/report'],
    ['X-Failed-Recipients: asha@example.com', 'bounce', 'X-Failed-Recipients'],
  ])('%j is %s', (header, expected, reason) => {
    expect(kind(header)).toEqual({ kind: expected, kind_reason: reason });
  });

  it('knows a delivery report without a standard by its writer and subject', () => {
    expect(kind('', 'mailer-daemon@example.com', 'Undelivered Mail Returned to Sender')).toMatchObject({ kind: 'bounce' });
    expect(kind('', 'mailer-daemon@example.com', 'Your invoice')).toMatchObject({ kind: 'message' });
    expect(kind('', 'asha@example.com', 'Undelivered Mail Returned to Sender')).toMatchObject({ kind: 'message' });
  });

  it('knows a form that passes on what a person wrote', async () => {
    const form = async (headers: string) => {
      const head = `From: wordpress@shop.example.com\nSubject: Hello\n${headers}\n\nText`;
      return (await new MimeMailParser(SECRET).parse(Buffer.from(head))).kind;
    };
    const GENERATED = 'Auto-Submitted: auto-generated\n';
    expect(await form(`${GENERATED}Reply-To: Asha <asha@example.org>`)).toBe('message');
    expect(await form(`${GENERATED}Reply-To: orders@example.com`)).toBe('auto_reply');
    expect(await form(`${GENERATED}Reply-To: asha@example.org\nIn-Reply-To: <p@x>`)).toBe('auto_reply');
    expect(await form(`${GENERATED}Reply-To: asha@example.org\nList-Id: <x.example.org>`)).toBe('list');
    expect(await form('Auto-Submitted: auto-replied\nReply-To: asha@example.org')).toBe('auto_reply');
  });

  it('knows what we sent ourselves, and no imitation', () => {
    const token = loopToken(SECRET, '<a@example.com>');
    expect(kind(`X-CS-Loop: ${token}`)).toMatchObject({ kind: 'loop' });
    expect(kind(`X-CS-Loop: ${token.replace('<a@', '<b@')}`)).toMatchObject({ kind: 'message' });
    expect(kind(`X-CS-Loop: ${loopToken('another secret', '<a@example.com>')}`)).toMatchObject({ kind: 'message' });
    expect(kind('X-CS-Loop: nonsense')).toMatchObject({ kind: 'message' });
  });
});
