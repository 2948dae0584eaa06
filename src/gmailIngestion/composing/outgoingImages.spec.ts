import { imageReferences, pastedImage, placeImages } from './outgoingImages.js';

const file = { sha256: 'a', filename: 'a.png', content_type: 'image/png', size: 1 };
const name = (place: number) => `${place}.x@example.com`;

describe('placeImages', () => {
  it('gives what is there a name of this message, once, and leaves the words of what nobody has', async () => {
    const html =
      '<p><img src="cid:one" alt="1"><img src="cid:gone"><img alt="the &lt;map&gt;" src="cid:lost"><img src="https://example.com/a.png"><img alt="2" src="cid:one"><img ' +
      'src="data:image/png;base64,AAAA"></p>';
    const { html: placed, images } = await placeImages(
      html,
      async ({ cid, data }) => (cid === 'one' ? file : data ? { ...file, sha256: 'b' } : undefined),
      name,
    );
    expect(placed).toBe(
      '<p><img src="cid:1.x@example.com" alt="1">the &lt;map&gt;<img src="https://example.com/a.png"><img alt="2" src="cid:1.x@example.com"><img ' +
        'src="cid:2.x@example.com"></p>',
    );
    expect(images).toEqual([
      { ...file, content_id: '1.x@example.com' },
      { ...file, sha256: 'b', content_id: '2.x@example.com' },
    ]);
  });

  it('keeps apart what has the same reference in words and in an image', async () => {
    const html = '<p>cid:one "cid:one"</p><a href="https://example.com/?a=cid:one">x</a>';
    expect(await placeImages(html, async () => file, name)).toEqual({ html, images: [] });
  });
});

describe('imageReferences', () => {
  it('are decoded, each once', () => {
    expect(
      imageReferences(
        '<img src="cid:a%40b"><img src="cid:a@b"><img src="CID:a&amp;b"><img src="cid:%zz"><img src="data:image/png;base64,AA">',
      ),
    ).toEqual(['a@b', 'a&b', '%zz']);
  });
});

describe('pastedImage', () => {
  it('is a picture of a kind that mail programs show', () => {
    expect(pastedImage('data:image/jpg;base64,aGVsbG8=')).toEqual({
      content_type: 'image/jpeg',
      filename: 'image.jpg',
      content: Buffer.from('hello'),
    });
  });
  it.each([
    'data:image/svg+xml;base64,aGVsbG8=',
    'data:text/html;base64,aGVsbG8=',
    'data:image/png;base64,',
    'data:image/png,hello',
    'cid:x',
  ])('is not %s', (source) => expect(pastedImage(source)).toBeUndefined());
});
