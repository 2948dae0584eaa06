import { type CsvRow, readCsv } from './csvReader.js';

/** All rows of a file that comes in pieces of this size. */
async function rowsOf(file: string | Buffer, size = Infinity): Promise<CsvRow[]> {
  const bytes = Buffer.from(file as string);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += Math.min(size, bytes.length)) {
      await Promise.resolve();
      yield bytes.subarray(at, at + Math.min(size, bytes.length));
    }
  }
  const rows: CsvRow[] = [];
  for await (const row of readCsv(pieces())) rows.push(row);
  return rows;
}

describe('reading CSV', () => {
  it.each([',', ';', '\t'])('finds that %j separates cells', async (separator) => {
    const lines = [`"a,b;c",d,e`, '1,"2', '3",4'].map((line) => line.replaceAll(/,(?!b)/g, separator));
    expect((await rowsOf(lines.join('\n'))).map(({ cells }) => cells)).toEqual([
      ['a,b;c', 'd', 'e'],
      ['1', '2\n3', '4'],
    ]);
  });

  it('skips a byte order mark and rows without content, and counts lines as an editor does', async () => {
    const file = '\uFEFFname;phone\r\n\r\n"two\r\nlines";1\r\n;;\r\n\r\n"three\r\n\r\nlines";2\r\nlast;3\r\n\r\n';
    for (const size of [1, 7, Infinity])
      expect(await rowsOf(file, size)).toEqual([
        { line: 1, cells: ['name', 'phone'] },
        { line: 3, cells: ['two\r\nlines', '1'] },
        { line: 7, cells: ['three\r\n\r\nlines', '2'] },
        { line: 10, cells: ['last', '3'] },
      ]);
  });

  it('keeps emoji, and says where bytes are no UTF-8, however the file is cut', async () => {
    const file = Buffer.concat([
      Buffer.from('name\nAsha 🌾\nJos'),
      Buffer.from([0xe9]),
      Buffer.from('\n\uFFFD written\n"a\nb'),
      Buffer.from([0xff]),
      Buffer.from('"\nlast'),
      Buffer.from([0xc3]),
    ]);
    const first = Buffer.byteLength('name\nAsha 🌾\nJos');
    for (const size of [1, 2, 3, 5, Infinity]) {
      const rows = await rowsOf(file, size);
      expect(rows.map(({ line, bad_byte }) => [line, bad_byte])).toEqual([
        [1, undefined],
        [2, undefined],
        [3, first],
        [4, undefined],
        [5, first + Buffer.byteLength('x\n\uFFFD written\n"a\nb')],
        [7, file.length - 1],
      ]);
      expect(rows[1]!.cells).toEqual(['Asha 🌾']);
      expect(rows[3]!.cells).toEqual(['\uFFFD written']);
    }
  });

  it.each([
    ['is never closed', 'a,b\n1,2\n"3,4\n' + '5,6\n'.repeat(10_000), 3],
    ['is closed by that of a later row', 'a,b\n1,2\n"3,4\n5,"6"\n7,8\n', 3],
    ['begins within a cell', 'a,b\n1,2\n3"3",4\n5,6\n', 3],
    ['swallows more than any row holds', 'a,b\n1,2\n"3,4\n' + 'x'.repeat(2_000_000), 3],
    ['is in the header', '"a,b\n1,2\n', 1],
  ])('refuses a file in which a quote %s, with the line', async (_, file, line) => {
    await expect(rowsOf(file, 65_536)).rejects.toMatchObject({ code: 'csv_malformed', details: { line } });
  });

  it('refuses what is no CSV', async () => {
    await expect(rowsOf('')).rejects.toMatchObject({ code: 'csv_empty' });
    await expect(rowsOf(Buffer.from('PK\u0003\u0004\0\0'))).rejects.toMatchObject({ code: 'csv_unreadable' });
    await expect(rowsOf(Buffer.from('\uFEFFname,phone', 'utf16le'))).rejects.toMatchObject({ code: 'csv_unreadable' });
  });

  it('says where the source failed', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.alloc(100_000, 'a,b\n'));
      throw new Error('the disk is gone');
    }
    const read = async () => {
      for await (const _ of readCsv(broken()));
    };
    await expect(read()).rejects.toThrow('the disk is gone');
  });
});
