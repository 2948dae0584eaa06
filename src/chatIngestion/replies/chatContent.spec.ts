import { prepareReply, type TemplateShape } from './chatContent.js';

const TEMPLATE: TemplateShape = {
  ...{ name: 'order_shipped', language: 'en', category: 'utility', header: 'none', header_values: 0 },
  body: 'Hello {{1}}, your order {{2}} is on its way. {{1}}!',
  body_values: 2,
  buttons: [
    { kind: 'quick_reply', text: 'Thanks', values: 0 },
    { kind: 'url', text: 'Track', values: 1 },
  ],
};
const FILE = { sha256: 'f', mime: 'image/png', file_name: 'box.png', size: 1000 };
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'not refused';
};

describe('a reply as it is sent', () => {
  it('is a text, with or without a preview of its link', () => {
    expect(prepareReply({ text: 'Hello' }, {})).toEqual({
      ...{ type: 'text', text: 'Hello', shown: null, needs: ['text'], files: [] },
      content: { type: 'text', text: 'Hello', preview_url: false },
    });
  });

  it('is a template with its values in order, shown as the customer reads it', () => {
    const given = { id: 'x', body: ['Asha', '$1 {{1}}'], buttons: { '1': ['ORD-1'] } };
    const { type, text, content, shown } = prepareReply({ provider_template: given }, { template: TEMPLATE });
    expect([type, text]).toEqual(['template', 'Hello Asha, your order $1 {{1}} is on its way. Asha!']);
    expect(content).toEqual({
      ...{ type: 'template', name: 'order_shipped', language: 'en', category: 'utility', body: given.body, buttons: given.buttons },
    });
    expect(shown).toEqual({ template: { name: 'order_shipped', language: 'en', header_text: undefined, buttons: ['Thanks', 'Track'] } });
  });

  it.each([
    ['too few values', { body: ['Asha'], buttons: { '1': ['a'] } }, {}],
    ['too many', { body: ['a', 'b', 'c'], buttons: { '1': ['a'] } }, {}],
    ['no value for a button', { body: ['a', 'b'] }, {}],
    ['a value for a button that takes none', { body: ['a', 'b'], buttons: { '0': ['a'], '1': ['a'] } }, {}],
    ['a heading that it has not', { body: ['a', 'b'], buttons: { '1': ['a'] }, header_text: 'a' }, {}],
    ['a file that it has not', { body: ['a', 'b'], buttons: { '1': ['a'] } }, { file: FILE }],
  ])('is no template with %s', (_what, given, { file }: { file?: typeof FILE }) => {
    expect(code(() => prepareReply({ provider_template: { id: 'x', ...given } }, { template: TEMPLATE, file }))).toBe(
      'template_values_wrong',
    );
  });

  it('is a template with a file in its heading, of the kind that it asks for', () => {
    const template = { ...TEMPLATE, header: 'image', buttons: [] };
    const given = { provider_template: { id: 'x', body: ['a', 'b'] } };
    expect(prepareReply(given, { template, file: FILE }).content).toMatchObject({ header: { kind: 'image', file_name: 'box.png' } });
    expect(code(() => prepareReply(given, { template, file: { ...FILE, mime: 'application/pdf' } }))).toBe('media_refused');
    expect(code(() => prepareReply(given, { template }))).toBe('template_values_wrong');
  });

  it.each([
    ['image/jpeg', 5 * 1024 * 1024, 'image'],
    ['image/gif', 100 * 1024 * 1024, 'document'],
    ['image/webp', 500 * 1024, 'sticker'],
    ['audio/ogg; codecs=opus', 16 * 1024 * 1024, 'audio'],
    ['video/mp4', 16 * 1024 * 1024, 'video'],
    ['application/pdf', 100 * 1024 * 1024, 'document'],
  ])('carries %s of at most %d bytes as %s', (mime, size, kind) => {
    const send = (bytes: number) => prepareReply({ caption: 'See' }, { file: { ...FILE, mime, size: bytes } });
    expect(send(size)).toMatchObject({
      type: kind,
      content: { type: 'media', media: kind },
      text: /audio|sticker/.test(kind) ? null : 'See',
    });
    expect(code(() => send(size + 1))).toBe('media_refused');
  });
});
