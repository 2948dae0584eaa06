import 'reflect-metadata';
import { AppError } from '../errors/appError.js';
import { createValidationPipe } from '../http/validation.js';
import { AnyOf } from './anyOf.decorator.js';
import { Clearable, ListOf, Nested, Nullable, Optional } from './shape.decorators.js';
import { Currency, EmailAddress, Text } from './text.decorators.js';
import { BusinessDate, DateOrInstant, Instant } from './time.decorators.js';
import { Count, Flag, Id, MinorUnits, OneOf } from './value.decorators.js';

class ItemDto {
  @Text({ max: 5, min: 1, oneLine: true }) name: string;
}
class EverythingDto {
  @Optional() @Text({ max: 5 }) words?: string;
  @Optional() @Text({ max: 5, oneLine: true }) line?: string;
  @Optional() @Text({ pattern: /^\d+$/, says: 'must be digits' }) digits?: string;
  @Optional() @EmailAddress() email?: string;
  @Optional() @Instant() at?: string;
  @Optional() @BusinessDate() day?: string;
  @Optional() @BusinessDate({ slashes: true }) slashed?: string;
  @Optional() @DateOrInstant() bound?: string;
  @Optional() @Id() id?: string;
  @Optional() @Count({ min: 1, max: 200 }) count?: number;
  @Optional() @Flag() flag?: boolean;
  @Optional() @OneOf(['a', 'b']) choice?: 'a' | 'b';
  @Optional() @Nullable() @OneOf(['a', 'b']) clearable?: 'a' | 'b' | null;
  @AnyOf(['a', 'b']) choices?: string[];
  @Optional() @MinorUnits() amount?: number;
  @Optional() @Currency() currency?: string;
  @Optional() @ListOf(Id(), { min: 1, max: 2, unique: true }) ids?: string[];
  @Optional() @ListOf(() => ItemDto, { max: 2 }) items?: ItemDto[];
  @Optional() @Nested(() => ItemDto) item?: ItemDto;
  @Optional((body: EverythingDto) => body.words !== undefined) @Flag() needed?: boolean;
}
class ClearedDto extends Clearable(ItemDto) {}

const pipe = createValidationPipe();

async function faults(value: unknown, type: 'body' | 'query' = 'body', metatype: new () => object = EverythingDto): Promise<unknown> {
  try {
    await pipe.transform(value, { type, metatype });
    return [];
  } catch (error) {
    return ((error as AppError).details as { field: string }[]).map(({ field }) => field);
  }
}
const inBody = (field: string, value: unknown) => faults({ needed: true, [field]: value });
const inQuery = (field: string, value: unknown) => faults({ needed: 'true', [field]: value }, 'query');

const ID = '7c9e6f0a-1111-4222-8333-444455556666';

describe('a field of a body', () => {
  it.each([
    ['words', 'a\nb\tc'],
    ['words', '😀😀😀😀😀'],
    ['email', 'asha@example.com'],
    ['at', '2026-02-24T09:15:15Z'],
    ['at', '2026-02-24T09:15:15.123456+15:59'],
    ['at', '2024-02-29T23:59Z'],
    ['day', '2024-02-29'],
    ['slashed', '2026/02/24'],
    ['slashed', '2026-02-24'],
    ['bound', '2026-02-24'],
    ['bound', '2026-02-24T00:00:00+05:30'],
    ['id', ID],
    ['count', 1],
    ['flag', false],
    ['clearable', null],
    ['currency', 'INR'],
    ['ids', [ID]],
    ['items', [{ name: 'x' }]],
    ['item', { name: 'x' }],
  ])('%s takes %j', async (field, value) => expect(await inBody(field, value)).toEqual([]));

  it.each([
    ['words', 5],
    ['words', null],
    ['words', 'a\ud800b'],
    ['words', 'a\u0000'],
    ['words', 'a\u0008'],
    ['words', 'abcdef'],
    ['line', 'a\nb'],
    ['line', 'a\tb'],
    ['digits', '12\n'],
    ['email', 'a\ud800@example.com'],
    ['email', '"x\r\nBcc: evil@example.com"@example.com'],
    ['email', 'nobody'],
    ['email', ['asha@example.com']],
    ['at', null],
    ['at', '2026-02-24'],
    ['at', '2026-02-24T09:15:15'],
    ['at', '2026-02-24T00:00:00-23:59'],
    ['at', '2026-02-24T00:00:00+16:00'],
    ['at', '2026-02-30T00:00:00Z'],
    ['at', '2026-02-24T24:00:00Z'],
    ['at', '2026-W52-2'],
    ['at', '2026-055'],
    ['at', '20261220T000000Z'],
    ['at', '2026-02-24T00'],
    ['at', '0000-01-01T00:00:00Z'],
    ['at', '9999-12-31T23:59:59-15:59'],
    ['day', '2026-02-30'],
    ['day', '2026/02/24'],
    ['day', '2026-055'],
    ['slashed', '2026/02-24'],
    ['slashed', '2026/13/24'],
    ['slashed', null],
    ['bound', 'soon'],
    ['bound', '2026-W09-2'],
    ['id', 'not-an-id'],
    ['id', [ID]],
    ['count', '5'],
    ['count', 0],
    ['count', 201],
    ['count', 1.5],
    ['count', null],
    ['flag', 'true'],
    ['flag', null],
    ['choice', 'c'],
    ['choice', 'toString'],
    ['choice', null],
    ['clearable', 'c'],
    ['amount', -1],
    ['amount', 2 ** 53],
    ['currency', 'inr'],
    ['ids', []],
    ['ids', [ID, ID]],
    ['ids', [[ID]]],
    ['ids', ID],
    ['ids', { 0: ID }],
    ['items', [[]]],
    ['items', [null]],
    ['items', ['x']],
    ['items', { name: 'x' }],
    ['item', [{ name: 'x' }]],
    ['item', null],
  ])('%s refuses %j', async (field, value) => expect(await inBody(field, value)).toEqual([field]));

  it('names the field within an item, and unknown ones', async () => {
    expect(await inBody('items', [{ name: '', colour: 'red' }])).toEqual(['items.0.colour', 'items.0.name']);
    expect(await inBody('colour', 'red')).toEqual(['colour']);
  });

  it('may be needed only when others are missing', async () => {
    expect(await faults({})).toEqual(['needed']);
    expect(await faults({ words: 'x' })).toEqual([]);
  });

  it('can be cleared by null where that is declared', async () => {
    expect(await faults({ name: null }, 'body', ClearedDto)).toEqual([]);
    expect(await faults({}, 'body', ClearedDto)).toEqual([]);
    expect(await faults({ name: '' }, 'body', ClearedDto)).toEqual(['name']);
  });
});

describe('a field of a query', () => {
  it('is read from its spelling', async () => {
    const read = await pipe.transform(
      { count: '07', flag: 'false', needed: 'true', choices: 'a, b' },
      { type: 'query', metatype: EverythingDto },
    );
    expect(read).toEqual({ count: 7, flag: false, needed: true, choices: ['a', 'b'] });
  });

  it.each(['', ' 5 ', '0x10', '+5', '1e2', '5.0', '-5', '٥', '12345678901234567'])('count refuses %j', async (value) =>
    expect(await inQuery('count', value)).toEqual(['count']),
  );
  it.each(['', 'TRUE', '1', 'yes'])('flag refuses %j', async (value) => expect(await inQuery('flag', value)).toEqual(['flag']));
  it('refuses the same parameter twice', async () => {
    expect(await inQuery('count', ['1', '2'])).toEqual(['count']);
    expect(await inQuery('words', ['a', 'b'])).toEqual(['words']);
  });
  it('refuses a choice that is none', async () => expect(await inQuery('choices', 'a,c')).toEqual(['choices']));
});
