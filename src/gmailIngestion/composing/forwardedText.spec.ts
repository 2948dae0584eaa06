import { separateQuoted } from '../../providers/mail/quotedText.js';
import { forwardedOf } from './forwardedText.js';

const email = {
  from_email: 'asha@example.net',
  from_name: 'Asha Rao',
  sent_at: '2026-03-02T09:30:00Z',
  received_at: '2026-03-02T09:31:00Z',
  subject: 'Where is <it>?',
  to_recipients: [{ email: 'support@example.com', name: '' }],
  cc_recipients: [],
  body_text: 'Where is it?\n> Order 5550199',
  body_html: '',
};

describe('forwardedOf', () => {
  it('says who wrote what to whom, when in the business zone', () => {
    const { text, html } = forwardedOf(email, 'Asia/Kolkata');
    expect(text).toBe(
      '---------- Forwarded message ----------\nFrom: Asha Rao <asha@example.net>\nDate: Mon, 2 Mar 2026 at 15:00 (UTC+05:30)\n' +
        'Subject: Where is <it>?\nTo: support@example.com\n\nWhere is it?\n> Order 5550199',
    );
    expect(html).toContain('From: Asha Rao &lt;asha@example.net&gt;<br>');
    expect(html).toContain('Subject: Where is &lt;it&gt;?<br>');
  });

  it('is known by our own parser as what is passed on, so that it is found', () => {
    const text = `Please look.\n\n${forwardedOf(email, 'UTC').text}`;
    expect(separateQuoted([{ text, quote_at: -1 }])).toEqual({ new_text: text, quoted_text: '' });
  });

  it('passes everything on, cleaned; remote images are images again', () => {
    const body_html =
      `<p onclick="x()">${'word '.repeat(50_000)}</p><script>alert(1)</script><img ` +
      `data-src="https://example.com/a.png" alt="a"><img ` +
      `src="cid:one"><img data-src="http://example.com/b.png">`;
    const { html } = forwardedOf({ ...email, body_html }, 'UTC');
    expect(html.length).toBeGreaterThan(250_000);
    expect(html).not.toMatch(/onclick|script|http:/);
    expect(html).toContain('<img src="https://example.com/a.png" alt="a" />');
    expect(html).toContain('src="cid:one"');
  });

  it('lets no name begin a line of the head, and names fifty people', () => {
    const to_recipients = Array.from({ length: 60 }, (_, n) => ({ email: `a${n}@example.net`, name: n === 0 ? 'A\r\nCc: evil' : '' }));
    const { text } = forwardedOf({ ...email, to_recipients }, 'UTC');
    expect(text).toContain('To: A Cc: evil <a0@example.net>, a1@example.net');
    expect(text).toContain('a49@example.net and 10 more\n');
  });
});
