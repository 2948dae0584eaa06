import { readSearch, understood } from './searchQuestion.js';

const read = (typed: string) => {
  const question = readSearch(typed);
  return 'fault' in question ? `fault: ${question.fault}` : question.text;
};

describe('what is typed into a search', () => {
  it.each([
    ['  refund   order ', 'refund order'],
    ['"not working" pump', '"not working" pump'],
    ['“not working”', '"not working"'],
    ['«не работает»', '"не работает"'],
    ['refund -spam', 'refund -spam'],
    ['refund –spam', 'refund -spam'],
    ['refund - spam', 'refund spam'],
    ['pump -"not working"', 'pump -"not working"'],
    ['from:asha@example.com', 'from:asha@example.com'],
    ['FROM:Asha refund', 'from:Asha refund'],
    ['-from:asha refund', '-from:asha refund'],
    ['domain:@Example.com', 'domain:Example.com'],
    ['file:"invoice 2024"', 'file:"invoice 2024"'],
    ['Re: your order', 'Re: your order'],
    ['https://shop.example.net/orders/7?step=2', 'https://shop.example.net/orders/7?step=2'],
    ['10:30 order', '10:30 order'],
    ['pum* leaks', 'pum* leaks'],
    ['"subject:old"', '"subject:old"'],
    ['"OR"', '"OR"'],
    ['or and not', 'or and not'],
    ['हिन्दी 订单', 'हिन्दी 订单'],
    ['🌾', '🌾'],
  ])('%s is read as %s', (typed, text) => expect(read(typed)).toBe(text));

  it.each([
    ['4321', '4321', '4321'],
    ['0042', '0042', '0042'],
    ['+91 98765-43210', '91-98765-43210', '919876543210'],
    ['098765 43210', '098765-43210', '9876543210'],
    ['(022) 2345 6789', '022-2345-6789', '2223456789'],
    ['९८७६५', '98765', '98765'],
    ['98765', '98765', '98765'],
    ['2024-01-15', '2024-01-15', '20240115'],
  ])('%s is the number %s', (typed, text, digits) => expect(readSearch(typed)).toMatchObject({ text, digits, is_words: false }));

  it.each(['123', 'order 98765', 'TKT-0042', '"98765"', '-98765 x'])('%s asks for more than a number', (typed) =>
    expect(readSearch(typed)).toMatchObject({ digits: null }),
  );

  it.each([
    ['"refund order', 'has a quotation mark that is not closed, or stands within a word'],
    ['5" pipe', 'has a quotation mark that is not closed, or stands within a word'],
    ['a"b"', 'has a quotation mark that is not closed, or stands within a word'],
    ['!!!', 'must hold a word or a number'],
    [' - ', 'must hold a word or a number'],
    ['-refund', 'says only what should not be there; add a word that should'],
    ['-1234', 'says only what should not be there; add a word that should'],
    ['from: asha', 'needs a word right behind from:'],
    ['from:""', 'needs a word right behind from:'],
    ['domain:"two words"', 'needs a domain such as example.com behind domain:'],
    ['*fund', 'understands * at the end of a word only'],
    ['re*fund', 'understands * at the end of a word only'],
    [Array.from({ length: 31 }, () => 'a').join(' '), 'must not have more than 30 words'],
  ])('%s is refused', (typed, fault) => expect(readSearch(typed)).toEqual({ fault }));

  it.each(['refund OR order', 'refund AND order', 'NOT refund'])('%s is refused with what to write instead', (typed) =>
    expect(read(typed)).toMatch(/^fault: does not understand (OR|AND|NOT): all words have to be there/),
  );

  it.each(['subject:order', 'to:asha', 'has:attachment', '-in:spam refund', 'before:2024-01-01'])('%s is refused, not ignored', (typed) =>
    expect(read(typed)).toMatch(/^fault: does not understand [a-z]+:, only from:, domain: and file:/),
  );

  it('knows words that may be a misspelt name', () => {
    for (const [typed, is_words] of [
      ['Lakshmi Iyer', true],
      ['लक्ष्मी', true],
      ['lakshmi 5', false],
      ['"lakshmi"', false],
      ['lakshmi -iyer', false],
      ['asha@example.com', false],
    ] as const)
      expect({ typed, ...readSearch(typed) }).toMatchObject({ typed, is_words });
  });

  it('is refused by the name of its field', () => {
    expect(() => understood('!!!', 'q')).toThrow(
      expect.objectContaining({ code: 'validation_failed', details: [{ field: 'q', message: 'q must hold a word or a number' }] }),
    );
    expect(understood('a b').terms).toHaveLength(2);
  });
});
