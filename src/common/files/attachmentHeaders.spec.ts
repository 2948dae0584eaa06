import { attachmentHeaders } from './attachmentHeaders.js';

const disposition = (filename: string, type = 'application/zip') => attachmentHeaders(filename, type)['content-disposition'];

describe('headers of an attachment', () => {
  it.each(['image/png', 'IMAGE/JPEG; name=x', 'application/pdf', 'audio/ogg; codecs=opus', 'video/mp4'])(
    'let a browser show %s',
    (type) => {
      expect(disposition('a', type)).toMatch(/^inline;/);
    },
  );

  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/javascript', '', 'nonsense'])(
    'let a browser only save %s',
    (type) => {
      expect(disposition('a', type)).toMatch(/^attachment;/);
      expect(attachmentHeaders('a', type)['content-type']).toBe('application/octet-stream');
    },
  );

  it.each([
    ['invoice.pdf', `filename="invoice.pdf"; filename*=UTF-8''invoice.pdf`],
    ['चालान "1".pdf', `filename="_____ _1_.pdf"; filename*=UTF-8''%E0%A4%9A%E0%A4%BE%E0%A4%B2%E0%A4%BE%E0%A4%A8%20%221%22.pdf`],
    ["it's (1)*.txt", `filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
    ['../../etc/passwd', `filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    ['a\r\nset-cookie: b', `filename="a__set-cookie: b"; filename*=UTF-8''a__set-cookie%3A%20b`],
    ['', `filename="attachment"; filename*=UTF-8''attachment`],
    ['\ud800.txt', `filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
  ])('name %j', (filename, expected) => {
    expect(disposition(filename)).toBe(`attachment; ${expected}`);
  });

  it('never let a page run here', () => {
    const headers = attachmentHeaders('a', 'image/png');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-type': 'image/png' });
    expect(headers['content-security-policy']).toMatch(/^sandbox;/);
  });
});
