import { decodeEntities, htmlToText } from './htmlText.js';
import { separateQuoted } from './quotedText.js';

const text = (html: string) => htmlToText(html).text;

describe('htmlToText', () => {
  it('keeps paragraphs, lines and lists, and drops what is no text', () => {
    expect(
      text(
        '<html><head><title>x</title><style>p{}</style></head><body><p>Hello&nbsp;<b>Asha</b>,</p>\n' +
          '<div>one<br>two</div><ul><li>a</li><li>b</li></ul><script>alert(1)</script><!-- no --></body></html>',
      ),
    ).toBe('Hello Asha,\n\none\ntwo\n\na\nb');
  });

  it('marks quoted blocks, and finds where the answered message begins', () => {
    const { text: words, quote_at } = htmlToText(
      '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">On Tue, Asha wrote:<br></div><blockquote>Does ' +
        'it<br>work?</blockquote></div>',
    );
    expect(words).toBe('Yes.\nOn Tue, Asha wrote:\n\n> Does it\n> work?');
    expect(separateQuoted([{ text: words, quote_at }])).toEqual({
      new_text: 'Yes.',
      quoted_text: 'On Tue, Asha wrote:\n\n> Does it\n> work?',
    });
  });

  it.each([
    ['Outlook', '<div id="divRplyFwdMsg">From: Asha</div><div>Old</div>'],
    ['Outlook on the web', '<div id="appendonsend"></div><hr><div>Old</div>'],
    ['Yahoo', '<div id="yahoo_quoted_1" class="yahoo_quoted">Old</div>'],
    ['Apple Mail', '<blockquote type="cite">Old</blockquote>'],
    ['Thunderbird', '<div class="moz-cite-prefix">On Tue:</div><blockquote type="cite">Old</blockquote>'],
  ])('knows the mark of %s', (_, quoted) => {
    const page = htmlToText(`<p>New.</p>${quoted}`);
    expect(separateQuoted([page]).new_text).toBe('New.');
  });

  it('survives what is no page', () => {
    expect(text('a < b && c > d <')).toBe('a < b && c > d <');
    expect(text('<p>open <b>never closed <script>x')).toBe('open never closed');
    expect(text('<p title="a>b">x</p>')).toBe('b">x');
  });

  it('needs one pass whatever the nesting', () => {
    expect(text(`${'<div><blockquote>'.repeat(100_000)}deep`)).toMatch(/deep$/);
    expect(text('<'.repeat(200_000))).toHaveLength(200_000);
  });

  it('decodes signs, also bad ones', () => {
    expect(decodeEntities('&amp;&#2344;&#x928;&#0;&#xD800;&#99999999;&unknown;')).toBe('&नन&unknown;');
  });

  it.each([
    ['&rarr;&frac12;&larr;&check;&rupee;&hearts;&lsaquo;&Delta;', '→½←✓&rupee;♥‹Δ'],
    ['5&nbsp;kg&#160;net, &euro;7 &ndash; &#8364;8', '5 kg net, €7 – €8'],
    ['what Windows writes: &#146;&#150;', 'what Windows writes: ’–'],
    ['pre&shy;header&zwnj;&zwj;', 'preheader'],
    ['a &amp b &amp;lt; c', 'a & b &lt; c'],
    ['https://example.com/?a=1&copy=2&reg;ion=3&currency=INR', 'https://example.com/?a=1&copy=2®ion=3&currency=INR'],
    ['Tom & Jerry &c. AT&T', 'Tom & Jerry &c. AT&T'],
  ])('decodes %j', (html, words) => expect(decodeEntities(html)).toBe(words));
});
