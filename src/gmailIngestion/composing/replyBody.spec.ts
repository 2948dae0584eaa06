import { cleanReplyHtml } from './mailHtml.js';
import { replyBody, snippetOf } from './replyBody.js';

const timezone = 'Asia/Kolkata';
const quote = {
  from_email: 'asha@example.net',
  from_name: 'Asha Rao',
  sent_at: '2026-03-02T09:30:00Z',
  received_at: '2026-03-02T09:47:00Z',
  body_text: 'Where is it?\n> Order 5550199',
  body_html: '',
};

describe('replyBody', () => {
  it('makes HTML of text, and shows it as it is', () => {
    const body = replyBody({ body_text: 'Dear Asha,\n\n5 < 6 & "so"  on', timezone });
    expect(body.text).toBe('Dear Asha,\n\n5 < 6 & "so"  on\n');
    expect(body.html).toBe('<div>Dear Asha,<br>\n<br>\n5 &lt; 6 &amp; &quot;so&quot; &nbsp;on</div>');
  });

  it('makes text of HTML: blocks become lines, links keep their address', () => {
    const body = replyBody({
      body_html: cleanReplyHtml(
        '<p>Dear &amp; good <b>Asha</b>,</p><ul><li>one</li><li>two</li></ul><p>See <a href="https://example.com/t/1">here</a>.<br>Bye</p>',
      ),
      timezone,
    });
    expect(body.new_text).toBe('Dear & good Asha,\n\n- one\n- two\nSee here (https://example.com/t/1).\nBye');
  });

  it('puts signature and quote below, with who wrote when in the business zone', () => {
    const body = replyBody({ body_text: 'It left today.', signature: { text: 'The team' }, quote, timezone });
    expect(body.text).toBe(
      'It left today.\n\n-- \nThe team\n\nOn Mon, 2 Mar 2026 at 15:00 (UTC+05:30), Asha Rao <asha@example.net> wrote:\n' +
        '> Where is it?\n>> Order 5550199\n',
    );
    expect(body.html).toContain('<div class="signature">The team</div>');
    expect(body.html).toContain('<blockquote');
    expect(body.new_text).toBe('It left today.');
    expect(body.quoted_text).toContain('> Where is it?');
  });

  it('says when it came where the quoted e-mail has no usable date', () => {
    expect(replyBody({ body_text: 'x', quote: { ...quote, sent_at: null }, timezone }).text).toContain('at 15:17 (UTC+05:30), Asha');
  });

  it.each(['-- \nThe team', '--\nThe team', '-- The team', '--  \nThe team'])('marks the signature %j once', (text) => {
    expect(replyBody({ body_text: 'x', signature: { text }, timezone }).text).toBe('x\n\n-- \nThe team\n');
    const html = cleanReplyHtml(`<p>${text.replace(/\n/, '<br>')}</p>`);
    expect(replyBody({ body_text: 'x', signature: { text: '', html }, timezone }).text).toBe('x\n\n-- \nThe team\n');
  });

  it.each(['---\nThe team', '--- The team', '--The team'])('takes nothing from the signature %j', (text) => {
    expect(replyBody({ body_text: 'x', signature: { text }, timezone }).text).toBe(`x\n\n-- \n${text}\n`);
  });

  it('shows remote images in the quote, and of images that come from nowhere their words', () => {
    const body_html =
      '<p><img data-src="https://example.com/a.png" width="50"><img alt="our &lt;logo&gt;" data-src="http://example.com/b.png">' +
      '<img src="image001.png" alt="map"><img width="50"><img src="" alt=""></p>';
    expect(replyBody({ body_text: 'x', quote: { ...quote, body_html }, timezone }).html).toContain(
      '<p><img src="https://example.com/a.png" width="50" />our &lt;logo&gt;map</p>',
    );
  });

  it('quotes HTML cleaned, and what is too long as cut text', () => {
    expect(replyBody({ body_text: 'x', quote: { ...quote, body_html: '<p>Hi<script>alert(1)</script></p>' }, timezone }).html).toContain(
      '<p>Hi</p>',
    );
    const long = replyBody({
      body_text: 'x',
      quote: { ...quote, body_text: 'word '.repeat(50_000), body_html: `<p>${'word '.repeat(50_000)}</p>` },
      timezone,
    });
    expect(long.html.length).toBeLessThan(130_000);
    expect(long.text).toContain('[…]');
  });
});

describe('cleanReplyHtml', () => {
  it.each([
    ['<img src=x onerror=alert(1)>', /onerror|alert/],
    ['<a href="javascript:alert(1)">x</a>', /javascript/],
    ['<svg><script>alert(1)</script></svg>', /script|svg/],
    ['<style>body{display:none}</style><p>x</p>', /style/],
    ['<p style="background:url(https://evil.example/t.png)">x</p>', /url/],
    ['<form action="https://evil.example"><input name=a></form>', /form|input/],
    ['<iframe src="https://evil.example"></iframe>', /iframe/],
    ['<img src="http://evil.example/a.png">', /http:/],
  ])('takes what is dangerous out of %s', (html, bad) => expect(cleanReplyHtml(html)).not.toMatch(bad));

  it('leaves what people write', () => {
    const html =
      '<p style="color:#333">Dear <b>Asha</b>, <a href="https://example.com">see</a></p><table><tr><td colspan="2">1</td></tr></table>';
    expect(cleanReplyHtml(html)).toBe(html);
  });
});

describe('snippetOf', () => {
  it('is one line, and short', () => {
    expect(snippetOf('  a\n b\t c ')).toBe('a b c');
    expect(snippetOf('x'.repeat(500))).toHaveLength(200);
  });
});
