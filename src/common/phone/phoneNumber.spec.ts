import { foldDigits, readPhone } from './phoneNumber.js';

const e164 = (written: string, options = {}) => readPhone(written, { region: 'IN', ...options }).e164;
const state = (written: string) => readPhone(written, { region: 'IN' }).state;

describe('phone numbers', () => {
  it.each([
    '8123456789',
    '08123456789',
    '+918123456789',
    '00918123456789',
    '+91 81234 56789',
    '(+91) 81234-56789',
    'tel:+918123456789',
    '918123456789',
    '८१२३४५६७८९',
    '٨١٢٣٤٥٦٧٨٩',
    '８１２３４５６７８９',
    '\u202a+91 81234 56789\u202c',
  ])('reads %s', (written) => expect(e164(written)).toBe('+918123456789'));

  it('does not cut a leading 91 from ten digits', () => expect(e164('9112345678')).toBe('+919112345678'));

  it('gives a number that is known to be international its plus before it reads it', () => {
    expect(e164('12025550143', { international: true })).toBe('+12025550143');
    expect(e164('447700900123', { international: true })).toBe('+447700900123');
  });

  it('reads the rest of the world by the region of the setting', () => {
    expect(readPhone('07700 900123', { region: 'GB' }).e164).toBe('+447700900123');
    expect(readPhone('(202) 555-0143', { region: 'US' }).e164).toBe('+12025550143');
  });

  it('keeps an extension apart from the number', () => {
    expect(readPhone('+91 81234 56789 ext. 12', { region: 'IN' })).toEqual({ state: 'number', e164: '+918123456789', extension: '12' });
  });

  it.each([
    ['anonymous', 'withheld'],
    ['+266696687', 'withheld'],
    ['Unknown', 'withheld'],
    ['0', 'withheld'],
    ['', 'withheld'],
    ['1909', 'short'],
    ['12345', 'short'],
    ['140xxxx', 'short'],
    ['1800 123 4567', 'toll_free'],
    ['9812-xxx-1234', 'unreadable'],
    ['+91 81234', 'unreadable'],
    ['8123456789812345678981234567', 'unreadable'],
  ])('says of %s that it is %s', (written, expected) => expect(state(written)).toBe(expected));

  it('folds the digits of every script', () => {
    const scripts = [
      0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0xff10, 0x1d7ce,
    ];
    for (const zero of scripts) {
      const written = Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(zero + digit)).join('');
      expect(foldDigits(written)).toBe('0123456789');
    }
  });
});
