import { loopToken } from './loopToken.js';
import { mailKindOf } from './mailKind.js';

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
    ['Auto-Submitted: auto-replied; owner="x"', 'auto_reply', 'Auto-Submitted: auto-replied'],
    ['Auto-Submitted: auto-generated', 'auto_reply', 'Auto-Submitted: auto-generated'],
    ['X-Autoreply: yes', 'auto_reply', 'X-Autoreply'],
    ['X-Autorespond: yes', 'auto_reply', 'X-Autorespond'],
    ['Precedence: auto_reply', 'auto_reply', 'Precedence: auto_reply'],
    ['X-Auto-Response-Suppress: All', 'auto_reply', 'X-Auto-Response-Suppress: all'],
    ['Return-Path: <>', 'auto_reply', 'Return-Path: <>'],
    ['Content-Type: multipart/report; report-type=disposition-notification', 'auto_reply', 'Content-Type: multipart/report'],
    ['List-Id: <news.example.com>', 'list', 'List-ID'],
    ['List-Unsubscribe: <mailto:x@example.com>', 'list', 'List-Unsubscribe'],
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

  it('knows what we sent ourselves, and no imitation', () => {
    const token = loopToken(SECRET, '<a@example.com>');
    expect(kind(`X-CS-Loop: ${token}`)).toMatchObject({ kind: 'loop' });
    expect(kind(`X-CS-Loop: ${token.replace('<a@', '<b@')}`)).toMatchObject({ kind: 'message' });
    expect(kind(`X-CS-Loop: ${loopToken('another secret', '<a@example.com>')}`)).toMatchObject({ kind: 'message' });
    expect(kind('X-CS-Loop: nonsense')).toMatchObject({ kind: 'message' });
  });
});
