import { decodeText, decodeWords } from './charset.js';

const hex = (bytes: string) => Buffer.from(bytes.replace(/\s/g, ''), 'hex');
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('decodeText', () => {
  it.each([
    ['UTF-8', '', Buffer.from('नमस्ते, où?')],
    ['UTF-8', 'us-ascii', Buffer.from('नमस्ते, où?')],
    ['UTF-8', 'x-martian', Buffer.from('नमस्ते, où?')],
  ])('reads %s that is declared as %j', (_, declared, bytes) => {
    expect(decodeText(bytes, declared)).toEqual({ text: 'नमस्ते, où?' });
  });

  it.each([
    ['iso-8859-1', latin('Gr\xfc\x80e'), 'Grü€e'],
    ['gb2312', hex('c4fabac3'), '您好'],
    ['shift_jis', hex('95d4 9569'), '返品'],
    ['iso-2022-jp', latin('\x1b$BCmJ8\x1b(B'), '注文'],
    ['koi8-r', hex('f0d2c9d7c5d4'), 'Привет'],
  ])('believes %s where the bytes are of it', (declared, bytes, text) => {
    expect(decodeText(bytes, declared)).toEqual({ text });
  });

  it.each([
    ['French', '', 'latin1', 'Où est ma commande n° 5550123 ? Déçu'],
    ['German', 'utf-8', 'latin1', 'Grüße café'],
    ['one letter', 'us-ascii', 'latin1', 'Ø'],
  ])('takes %s beyond the declared set as Western European before it gives signs up', (_, declared, encoding, text) => {
    expect(decodeText(Buffer.from(text, encoding as 'latin1'), declared)).toEqual({ text, guessed: 'windows-1252' });
  });

  it('takes curly quotes for what they are', () => {
    expect(decodeText(latin('\x93Don\x92t\x94 \x96 it\x92s 5 \x80\x85'), '')).toEqual({
      text: '“Don’t” – it’s 5 €…',
      guessed: 'windows-1252',
    });
  });

  it.each([
    ['iso-2022-jp', '1b24 4243 6d4a 3824 4f24 3924 331b 2842', '注文はすこ'],
    ['gb18030', 'c4fa bac3 a3ac ced2 b5c4 b6a9 b5a5 d4da c4c4 c0ef a3bf', '您好，我的订单在哪里？'],
    ['gb18030', 'c4fa bac3', '您好'],
    ['shift_jis', '95d4 9569 82cd 82c7 82b1 82c5 82b7 82a9 8142', '返品はどこですか。'],
    ['shift_jis', '8365 8358 8367', 'テスト'],
    ['shift_jis', '82a8 8b71 976c 94d4 8d86 2035 3535 3038 3838', 'お客様番号 5550888'],
    ['euc-kr', 'bec8 b3e7 c7cf bcbc bfe4', '안녕하세요'],
    ['windows-1251', 'cff0 e8e2 e5f2', 'Привет'],
    [
      'koi8-r',
      'e7c4 c520 cdcf ca20 dac1 cbc1 da3f 20f0 d2cf dbd5 20d7 c5d2 ced5 d4d8 20c4 c5ce d8c7 c92e',
      'Где мой заказ? Прошу вернуть деньги.',
    ],
  ])('recognises %s that nobody declared: %s', (guessed, bytes, text) => {
    expect(decodeText(hex(bytes), '')).toEqual({ text, guessed });
  });

  it('keeps UTF-8 with a footer of another set, and a sign that was cut at the end', () => {
    const bytes = Buffer.concat([Buffer.from('मेरा ऑर्डर '), latin('caf\xe9 '), Buffer.from('ß').subarray(0, 2), hex('e0a4')]);
    expect(decodeText(bytes, 'utf-8')).toEqual({ text: 'मेरा ऑर्डर café ß\ufffd', guessed: 'utf-8' });
  });

  it('keeps a declared set that lacks a single sign', () => {
    const bytes = Buffer.concat([hex('c4fa bac3 a3ac ced2 b5c4 b6a9 b5a5 d4da c4c4 c0ef a3bf c4fa bac3'), hex('ff')]);
    expect(decodeText(bytes, 'gbk').text).toMatch(/^您好，我的订单在哪里？您好/);
  });

  it('looks at what a page says of itself', () => {
    const page = (meta: string) =>
      decodeText(Buffer.concat([Buffer.from(`<html><head>${meta}</head>`), hex('f0')]), '', true).text.slice(-1);
    expect(page('<meta charset="koi8-r">')).toBe('П');
    expect(page('<meta http-equiv=Content-Type content="text/html; charset=windows-1251">')).toBe('р');
    expect(page('')).toBe('ð');
  });

  it('refuses sets that hide markup', () => {
    expect(decodeText(Buffer.from('+ADw-script+AD4-'), 'utf-7').text).toBe('+ADw-script+AD4-');
  });

  it('finds what is beyond ASCII only at the end of a long text', () => {
    expect(decodeText(latin(`${'word '.repeat(40_000)}caf\xe9`), '').text.slice(-4)).toBe('café');
  });
});

describe('decodeWords', () => {
  it.each([
    ['=?utf-8?Q?Gr=FC=DFe_?= =?utf-8?Q?caf=E9?=', 'Grüße café'],
    ['=?us-ascii?B?xPq6w6OsztK1xLaptaXU2sTEwO+jvw==?=', '您好，我的订单在哪里？'],
    ['=?UTF-8?Q?Gr=C3?= =?UTF-8?Q?=BC=C3=9Fe?=', 'Grüße'],
    ['plain', 'plain'],
  ])('%s', (header, text) => expect(decodeWords(header)).toBe(text));
});
