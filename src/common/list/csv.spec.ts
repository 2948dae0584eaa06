import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it.each(['=1+1', '+cmd', '-1-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1+1', '＝1+1', '＋1', '－1-1', '＠a', '\uFEFF=1', "'=1", "'"])(
    'defuses %j, and can be read back',
    (text) => {
      const cell = csvLine([text])
        .slice(0, -2)
        .replace(/^"([^]*)"$/, '$1');
      expect(cell[0]).toBe("'");
      expect(cell.slice(1)).toBe(text);
    },
  );

  it('holds lists and objects as people read them', () => {
    expect(csvLine([['a', 2, null, true], [], {}, { email: 'a@example.com', name: 'Asha' }, { email: 'b@example.com', name: '' }])).toBe(
      'a; 2; ; true,,,Asha <a@example.com>,b@example.com\r\n',
    );
    expect(
      csvLine([
        [
          { email: 'a@example.com', name: 'Rao, Asha' },
          { email: 'b@example.com', name: '' },
        ],
      ]),
    ).toBe('"Rao, Asha <a@example.com>; b@example.com"\r\n');
    expect(csvLine([{ code: 'date_missing', message: 'It has no date.', at: null, of: ['a', { b: 1 }] }])).toBe(
      '"code: date_missing, message: It has no date., at: , of: a; b: 1"\r\n',
    );
    expect(csvLine([['=1+1'], null, undefined])).toBe("'=1+1,,\r\n");
  });

  it.each(['plain', '-12.5', '+915550100001', 'a=1', 'a\n=1', ''])('leaves %j as it is', (text) => {
    expect(
      csvLine([text])
        .slice(0, -2)
        .replace(/^"([^]*)"$/, '$1'),
    ).toBe(text);
  });
});
