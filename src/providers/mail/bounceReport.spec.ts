import { MimeMailParser } from './mailParser.js';

const parser = new MimeMailParser('a secret of this installation');
const bounce = async (text: string) => {
  const { kind, bounce: report } = await parser.parse(Buffer.from(text.replaceAll('\n', '\r\n')));
  return { kind, ...report };
};
const HEAD =
  'From: Mail Delivery Subsystem <mailer-daemon@example.com>\nTo: support@example.com\n' +
  'Subject: Delivery Status Notification (Failure)\nDate: Tue, 24 Feb 2026 09:15:00 +0530\nMessage-ID: <report@x>\n';

function report(status: string, original: string): string {
  return `${HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not work.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

${status}
--b
${original}
--b--
`;
}

describe('a delivery report', () => {
  it('names what came back, whom it was for, and why', async () => {
    const text = report(
      'Original-Recipient: rfc822; asha@example.org\nFinal-Recipient: rfc822; asha@backend.example.org\nAction: failed\n' +
        'Status: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 no such\n user here\n\nFinal-Recipient: rfc822;RAVI@example.org\n' +
        'Action: Delayed (for now)\nStatus: 4.4.1 (timeout)',
      'Content-Type: message/rfc822\n\nFrom: support@example.com\nMessage-ID: <our-send@example.com>\nSubject: Re: A question\n\nHello',
    );
    expect(await bounce(text)).toEqual({
      kind: 'bounce',
      original_message_id: '<our-send@example.com>',
      recipients: [
        { email: 'asha@example.org', action: 'failed', status: '5.1.1', diagnostic: '550-5.1.1 no such user here' },
        { email: 'ravi@example.org', action: 'delayed', status: '4.4.1', diagnostic: '' },
      ],
    });
  });

  it('may bring back the headers alone', async () => {
    const text = report(
      'Final-Recipient: rfc822; asha@example.org\nAction: failed\nStatus: 5.0.0',
      'Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID:\n <folded@example.com>\n',
    );
    expect(await bounce(text)).toMatchObject({ original_message_id: '<folded@example.com>', recipients: [{ action: 'failed' }] });
  });

  it.each([
    ['delivered', '2.0.0'],
    ['relayed', '2.1.9'],
    ['delayed', '4.4.1'],
  ])('of something that was %s is no bounce', async (action, status) => {
    const text = report(
      `Final-Recipient: rfc822; asha@example.org\nAction: ${action}\nStatus: ${status}`,
      'Content-Type: message/rfc822\n\nMessage-ID: <our-send@example.com>\n\nHello',
    );
    const mail = await parser.parse(Buffer.from(text.replaceAll('\n', '\r\n')));
    expect(mail).toMatchObject({ kind: 'auto_reply', kind_reason: `Content-Type: multipart/report, ${action}` });
    expect(mail.bounce).toMatchObject({ original_message_id: '<our-send@example.com>', recipients: [{ action }] });
  });

  it('may say nothing usable', async () => {
    expect(await bounce(report('nonsense', 'Content-Type: text/plain\n\nnothing'))).toMatchObject({
      kind: 'bounce',
      original_message_id: '',
      recipients: [],
    });
  });

  it.each([
    [
      'Exim',
      `X-Failed-Recipients: asha@example.org\n\nA message that you sent could not be delivered.\n\n  asha@example.org\n` +
        `    550 5.1.1 no such user\n\n------ This is a copy of the message, including all the headers. ------\n\n` +
        `Return-path: <support@example.com>\nMessage-ID: <our-send@example.com>\nTo: asha@example.org\n`,
      '5.1.1',
    ],
    [
      'qmail',
      `\nHi. This is the qmail-send program at mail.example.com.\n` +
        `I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<asha@example.org>:\n` +
        `192.0.2.1 does not like recipient.\nRemote host said: 550 sorry, no mailbox here by that name. (#5.1.1)\n\n` +
        `--- Below this line is a copy of the message.\n\nReturn-Path: <support@example.com>\nMessage-ID: <our-send@example.com>\n`,
      '5.1.1',
    ],
    ['a server that only answers', `In-Reply-To: <our-send@example.com>\n\nYour message to asha@example.org was rejected.\n`, ''],
  ])('of %s is read by its words', async (_, rest, status) => {
    expect(await bounce(HEAD + rest)).toMatchObject({
      kind: 'bounce',
      original_message_id: '<our-send@example.com>',
      recipients: [{ email: 'asha@example.org', action: 'failed', status }],
    });
  });

  it('of a delay is told from a failure', async () => {
    const text =
      `${HEAD}In-Reply-To: <our-send@example.com>\n\n` +
      `Your message to asha@example.org has not yet been delivered; we will retry for 2 days.\n`;
    expect(await bounce(text)).toMatchObject({ kind: 'auto_reply', recipients: [{ action: 'delayed' }] });
  });
});
