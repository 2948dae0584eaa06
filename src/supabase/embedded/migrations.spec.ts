import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedSupabaseError } from './embeddedSupabaseError.js';
import { HOSTED_ADVICE, listMigrations, pendingMigrations } from './migrations.js';

const [first, second, third] = ['1', '2', '3'].map((version) => ({ version, name: 'x', file: `${version}_x.sql` })) as [
  Entry,
  Entry,
  Entry,
];
type Entry = { version: string; name: string; file: string };

describe('listMigrations', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes what the CLI would take, oldest first', () => {
    for (const name of [
      '20260102000000_b.sql',
      '20260101000000_a_longer name.sql',
      '20260103000000_.sql',
      'README.md',
      'x_20260101.sql',
      '20260104000000_d.sql.bak',
    ]) {
      writeFileSync(path.join(folder, name), '');
    }
    expect(listMigrations(folder).map(({ version, name }) => [version, name])).toEqual([
      ['20260101000000', 'a_longer name'],
      ['20260102000000', 'b'],
      ['20260103000000', ''],
    ]);
  });
});

describe('pendingMigrations', () => {
  it('is all of them on a new database, and none on a current one', () => {
    expect(pendingMigrations([first, second], [])).toEqual([first, second]);
    expect(pendingMigrations([first, second], ['1', '2'])).toEqual([]);
  });

  it('includes one that was written earlier than one already applied', () => {
    expect(pendingMigrations([first, second, third], ['1', '3'])).toEqual([second]);
  });

  it('refuses a database that knows more than the code', () => {
    expect(() => pendingMigrations([first], ['1', '9'])).toThrow(EmbeddedSupabaseError);
    expect(() => pendingMigrations([first], ['1', '9'])).toThrow('it has migration 9');
  });

  it('does without later ones when it knows what the database needs at least', () => {
    expect(pendingMigrations([first, second], ['1', '2', '3', '4'], HOSTED_ADVICE, '2')).toEqual([]);
    expect(() => pendingMigrations([first, second], ['1', '2', '3', '4'], HOSTED_ADVICE, '3')).toThrow(
      'it has migration 3, 4, which is not in the migrations folder, and works with code that knows 3 or later: update the code.',
    );
    // A migration from between ours comes from other code, whatever the database needs.
    expect(() => pendingMigrations([first, third], ['1', '2', '3'], HOSTED_ADVICE, '1')).toThrow('it has migration 2, which is not');
  });

  it('refuses a history from before the first of ours, and says what to do where', () => {
    expect(() => pendingMigrations([second, third], ['1'])).toThrow(
      'The database was migrated before the baseline 2_x.sql: its history has 1 older versions, the last is 1: npm run db:reset ' +
        'builds a new one and deletes the data in this one.',
    );
    expect(() => pendingMigrations([second, third], ['1', '2'], HOSTED_ADVICE)).toThrow(/docs\/runbooks\/upgrade\.md/);
    expect(() => pendingMigrations([second], ['1', '9'], HOSTED_ADVICE)).toThrow(/is newer than this code.*: update the code\.$/);
  });

  it("never speaks of a reset where the database is somebody else's", () => {
    for (const advice of Object.values(HOSTED_ADVICE)) expect(advice).not.toMatch(/reset/);
  });
});
