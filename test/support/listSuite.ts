import type { TestApp } from './app.js';
import type { Item, ListDeclaration } from './lists.js';

interface List {
  data: Item[];
  total: number;
  page: number;
  limit: number;
  next_cursor: string | null;
}
interface Refusal {
  code: string;
  details: { field: string }[];
}
export interface ListSuite extends Omit<ListDeclaration, 'scale'> {
  product(): TestApp;
  /** Makes the n-th of six rows, different enough that every filter and search below leaves some of them. */
  make(n: number): Promise<unknown>;
}

const ROWS = 6;

/** What every list promises: pages, cursors, order, filters, search, CSV, and refusals. See docs/api.md, "Lists". */
export function listSuite({ product, path, make, sort, filters = {}, search = {}, as = 'admin' }: ListSuite): void {
  const ask = async (query = ''): Promise<List> => {
    const { status, body, text } = await product().call<List>('GET', `${path}${query && `?${query}`}`, { as });
    if (status !== 200) throw new Error(`GET ${path}?${query} answered ${status}: ${text}`);
    return body;
  };
  const walk = async (query: string): Promise<Item[]> => {
    const rows: Item[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List = await ask([query, cursor && `cursor=${encodeURIComponent(cursor)}`].filter(Boolean).join('&'));
      rows.push(...page.data);
      cursor = page.next_cursor;
    }
    return rows;
  };
  const ids = (rows: Item[]) => rows.map(({ id }) => id);
  const idsIn = (csv: string) => {
    const [header, ...lines] = readCsv(csv);
    return lines.map((line) => line[header!.indexOf('id')]);
  };
  const searches = Object.entries(search).map(([typed, leaves]) => [`search=${encodeURIComponent(typed)}`, leaves] as const);

  describe(`the list GET ${path}`, () => {
    let all: Item[];
    beforeAll(async () => {
      for (let n = 0; n < ROWS; n += 1) await make(n);
      all = (await ask('limit=200')).data;
    });

    it('holds all rows, in its own order, with their number', async () => {
      expect(all.length).toBeGreaterThanOrEqual(ROWS);
      expect(ids(all)).toEqual(ids(ordered(all, sort[0]!, 'desc')));
      expect(await ask()).toMatchObject({ total: all.length, page: 1, limit: 50 });
    });

    it('comes in pages by number, and behind the end in empty ones', async () => {
      const pages = await Promise.all([1, 2, 3].map((page) => ask(`limit=3&page=${page}`)));
      expect(ids(pages.flatMap(({ data }) => data))).toEqual(ids(all).slice(0, 9));
      expect(pages.map(({ page, limit, total }) => [page, limit, total])).toEqual([1, 2, 3].map((page) => [page, 3, all.length]));
      expect(await ask('page=999999')).toMatchObject({ data: [], total: all.length, next_cursor: null });
    });

    it('comes whole by cursor, without a row twice, and always tells the same total', async () => {
      expect(ids(await walk('limit=2'))).toEqual(ids(all));
      const first = await ask('limit=2');
      expect(await ask(`limit=2&cursor=${encodeURIComponent(first.next_cursor!)}`)).toMatchObject({ total: all.length });
    });

    it.each(sort.flatMap((column) => [`${column} asc`, `${column} desc`]))('is ordered by %s', async (order) => {
      const [column, direction] = order.split(' ') as [string, 'asc' | 'desc'];
      const query = `${sort.length > 1 ? `sort=${column}&` : ''}order=${direction}`;
      expect(ids((await ask(`${query}&limit=200`)).data)).toEqual(ids(ordered(all, column, direction)));
      expect(ids(await walk(`${query}&limit=4`))).toEqual(ids(ordered(all, column, direction)));
    });

    const narrowed = [...Object.entries(filters), ...searches];
    if (narrowed.length > 0) {
      it.each(narrowed)('is narrowed by %s, page by page too', async (query, leaves) => {
        const left = all.filter(leaves);
        expect([left.length > 0, left.length < all.length]).toEqual([true, true]);
        const answer = await ask(`${query}&limit=200`);
        expect([ids(answer.data), answer.total]).toEqual([ids(left), left.length]);
        expect(ids(await walk(`${query}&limit=1`))).toEqual(ids(left));
      });
    }
    if (searches.length > 0) {
      it('takes what is typed literally', async () => {
        for (const typed of ['%_%', '*', ',)', '"', '\\'])
          expect((await ask(`limit=200&search=${encodeURIComponent(typed)}`)).total).toBeLessThan(all.length);
      });
    }

    it('is the same as CSV', async () => {
      for (const query of ['', 'limit=1', ...narrowed.slice(0, 1).map(([query]) => query)]) {
        const answer = await product().call('GET', `${path}?${query}`, { as, headers: { accept: 'text/csv' } });
        expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
        const [header, ...lines] = readCsv(answer.text);
        const rows = await walk(query);
        expect(header).toEqual(Object.keys(rows[0]!));
        expect(lines.map((line) => line[header!.indexOf('id')])).toEqual(ids(rows).map(String));
        for (const [at, row] of rows.entries())
          for (const [column, value] of Object.entries(row))
            if (typeof value === 'object' && value !== null) expect(lines[at]![header!.indexOf(column)]).not.toMatch(/^[[{]|[[{]"/);
      }
    });

    it('is a file by its address too, with a mark for spreadsheets where it is wanted', async () => {
      const asked = await product().call('GET', path, { as, headers: { accept: 'text/csv' } });
      const file = await product().call('GET', `${path}?format=csv&bom=true`, { as, headers: { accept: 'application/json' } });
      expect([file.text[0], idsIn(file.text.slice(1))]).toEqual(['\uFEFF', idsIn(asked.text)]);
      for (const { headers } of [asked, file])
        expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual([
          'text/csv; charset=utf-8',
          `attachment; filename="${path.slice(1).replaceAll('/', '-')}.csv"`,
        ]);
      const json = await product().call<List>('GET', `${path}?format=json&limit=1`, { as, headers: { accept: 'text/csv' } });
      expect(json.body.data).toHaveLength(1);
    });

    it('refuses what it does not understand, naming the field', async () => {
      for (const query of [
        'limit=0',
        'limit=201',
        'limit=some',
        'page=0',
        'order=sideways',
        'cursor=nonsense',
        'format=xml',
        'bom=1',
        'no_such_field=1',
        'sort=no_such_column',
      ]) {
        const { status, body } = await product().call<Refusal>('GET', `${path}?${query}`, { as });
        expect([query, status, body.code, body.details[0]?.field]).toEqual([query, 400, 'validation_failed', query.split('=')[0]]);
      }
      expect(await ask('limit=200')).toMatchObject({ limit: 200 });
    });
  });
}

function ordered(rows: Item[], column: string, direction: 'asc' | 'desc'): Item[] {
  const sign = direction === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => sign * (compare(a[column], b[column]) || compare(a.id, b.id)));
}

/** Instants to the microsecond, numbers as such, everything else by its characters. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function comparable(value: unknown): string | number {
  if (typeof value === 'number') return value;
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00:00)$/.exec(String(value)) ?? [];
  return seconds ? `${seconds}.${fraction.padEnd(6, '0')}` : String(value);
}

/** RFC 4180. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && quoted === undefined && plain === '') break;
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\r\n') lines.push([]);
  }
  return lines.filter((line) => line.length > 0);
}
