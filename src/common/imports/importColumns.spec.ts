import { csvLine } from '../list/csv.js';
import { columnKey, mapColumns, rowReader } from './importColumns.js';
import type { ImportColumn } from './importKind.js';

const COLUMNS: ImportColumn[] = [
  { name: 'name', aliases: ['full_name'], read: (value) => ({ value }) },
  { name: 'e_mail', aliases: ['email', 'name'], read: (value) => ({ value }) },
  { name: 'age', read: (text) => (/^\d+$/.test(text) ? { value: Number(text) } : { fault: 'must be a number' }) },
];
const NEEDS = { columns: COLUMNS, needs: [['e_mail', 'age']] };

describe('the columns of a file', () => {
  it.each([
    ['E-Mail Address', 'e_mail_address'],
    ['  Full   Name ', 'full_name'],
    ['फ़ोन नंबर', 'फ़ोन_नंबर'.normalize('NFKC')],
    ['ＡＧＥ', 'age'],
    ['?', ''],
  ])('%j is %j', (header, key) => {
    expect(columnKey(header)).toBe(key);
  });

  it('are found in any order and case, by name and alias; the rest is left out', () => {
    expect(mapColumns(['AGE', 'Remarks', 'Full Name', '', 'E-Mail', ''], NEEDS)).toEqual([
      { header: 'AGE', column: 'age' },
      { header: 'Remarks', column: null },
      { header: 'Full Name', column: 'name' },
      { header: '', column: null },
      { header: 'E-Mail', column: 'e_mail' },
      { header: '', column: null },
    ]);
    // A name comes before the alias of another column.
    expect(mapColumns(['name', 'age'], NEEDS)[0]).toEqual({ header: 'name', column: 'name' });
  });

  it('mean what the caller says', () => {
    const mapped = mapColumns(['Years', 'age', 'name'], NEEDS, { Years: 'age', age: null });
    expect(mapped.map(({ column }) => column)).toEqual(['age', null, 'name']);
    const refused = (mapping: Record<string, string>) => expect(() => mapColumns(['age'], NEEDS, mapping));
    refused({ years: 'age' }).toThrow(expect.objectContaining({ code: 'validation_failed' }));
    refused({ age: 'years' }).toThrow(expect.objectContaining({ code: 'validation_failed' }));
    refused({ age: '__proto__' }).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('are refused when two mean the same, stand there twice, or a needed one is missing', () => {
    const columns = (...header: string[]) => expect(() => mapColumns(header, NEEDS));
    columns('email', 'E-Mail').toThrow(expect.objectContaining({ code: 'csv_columns_ambiguous' }));
    columns('age', 'Remarks', 'Remarks').toThrow(expect.objectContaining({ code: 'csv_columns_ambiguous' }));
    columns('name').toThrow(expect.objectContaining({ code: 'csv_columns_missing' }));
  });
});

describe('the rows of a file', () => {
  const read = rowReader(mapColumns(['age', 'x', 'email', 'name'], NEEDS), COLUMNS);

  it('are read by column; a cell without content says nothing, and too few cells are none', () => {
    expect(read({ line: 2, cells: [' 7 ', 'ignored', '', 'Asha'] })).toEqual({ line: 2, values: { age: 7, name: 'Asha' } });
    expect(read({ line: 2, cells: ['7'] })).toEqual({ line: 2, values: { age: 7 } });
  });

  it('say all that is wrong with them', () => {
    expect(read({ line: 2, cells: ['seven', '', '', '', '', 'more'] })).toEqual([
      expect.objectContaining({ field: null, code: 'too_many_cells' }),
      { field: 'age', code: 'invalid_value', message: 'age must be a number' },
    ]);
    expect(read({ line: 2, cells: ['7', '', 'Jos\uFFFD'], bad_byte: 99 })).toEqual([
      expect.objectContaining({ code: 'invalid_encoding', details: { byte: 99 } }),
    ]);
  });

  it.each(['=1+1', '+91 81234 56789', "'t Hooft", "''", '@name', '-'])('%j that was exported comes back', (text) => {
    const [cell] = csvLine([text]).trim().split(',');
    expect(read({ line: 2, cells: ['', '', '', cell!] })).toEqual({ line: 2, values: { name: text } });
  });
});
