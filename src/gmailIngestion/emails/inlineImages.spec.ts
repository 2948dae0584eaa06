import { replaceInlineImages } from './inlineImages.js';

const address = (id: string) => ({ 'logo@example.com': 'https://api.example.com/a?x=1&y=2' })[id];

describe('inline images', () => {
  it.each([
    ['<img src="cid:logo@example.com">', '<img src="https://api.example.com/a?x=1&amp;y=2">'],
    ["<img src='CID:logo@example.com'>", "<img src='https://api.example.com/a?x=1&amp;y=2'>"],
    ['<img src="cid:logo%40example.com">', '<img src="https://api.example.com/a?x=1&amp;y=2">'],
    ['<img src="cid:other@example.com">', '<img src="cid:other@example.com">'],
    ['<img src="cid:%E0%A4%A">', '<img src="cid:%E0%A4%A">'],
    ['write cid:logo@example.com here', 'write cid:logo@example.com here'],
  ])('makes of %s %s', (html, expected) => {
    expect(replaceInlineImages(html, address)).toBe(expected);
  });
});
