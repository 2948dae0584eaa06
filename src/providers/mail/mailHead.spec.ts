import { readHead } from './mailHead.js';

const read = (text: string) => {
  const source = Buffer.from(text, 'latin1');
  const { fields, body_at } = readHead(source);
  return { names: fields.map(({ name }) => name), body: source.subarray(body_at).toString('latin1') };
};

describe('readHead', () => {
  it('says where the body begins', () => {
    expect(read('Subject: a\r\n b\r\n\r\nText')).toEqual({ names: ['subject'], body: 'Text' });
  });

  it('ends where the fields end, whatever the line ends are', () => {
    expect(read('From x Tue\nSubject: a\nTo : b\nno field\n\nText')).toEqual({ names: ['subject', 'to'], body: 'no field\n\nText' });
    expect(read('Subject: a')).toEqual({ names: ['subject'], body: '' });
  });
});
