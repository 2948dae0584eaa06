import { splitStatements } from './sqlStatements.js';

describe('splitStatements', () => {
  it.each<[string, string, string[]]>([
    ['nothing', ' \n;; ', []],
    ['two statements', 'select 1; select 2;', ['select 1', 'select 2']],
    ['a last statement without semicolon', 'select 1;\nselect 2', ['select 1', 'select 2']],
    ['a comment before a statement', '-- why; indeed\nselect 1;', ['-- why; indeed\nselect 1']],
    ['a comment at the end', 'select 1; -- done; really', ['select 1', '-- done; really']],
    ['a nested block comment', 'select /* a; /* b; */ c; */ 1; select 2', ['select /* a; /* b; */ c; */ 1', 'select 2']],
    ['a string', `select 'a;''b;'; select 2`, [`select 'a;''b;'`, 'select 2']],
    ['a backslash at the end of a plain string', `select '\\'; select 2`, [`select '\\'`, 'select 2']],
    ['a backslash in an E string', `select e'\\';'; select 2`, [`select e'\\';'`, 'select 2']],
    ['a word ending in e before a string', `select date'2026-01-01\\'; select 2`, [`select date'2026-01-01\\'`, 'select 2']],
    ['a quoted name', 'select 1 as "a;""b"; select 2', ['select 1 as "a;""b"', 'select 2']],
    ['a dollar quote', 'do $$ begin; end $$; select 2', ['do $$ begin; end $$', 'select 2']],
    ['a named dollar quote around another', 'do $a$ x; $$ y; $$ z; $a$; select 2', ['do $a$ x; $$ y; $$ z; $a$', 'select 2']],
    ['a parameter', 'prepare p as select $1; select $2', ['prepare p as select $1', 'select $2']],
    [
      'statements in parentheses',
      'create rule r as on insert to t do (select 1; select 2); select 3',
      ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
    ],
    ['a quote in parentheses', `select (')'); select 2`, [`select (')')`, 'select 2']],
    [
      'an atomic body with a case inside',
      'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
      ['create function f() returns int begin atomic select case when true then 1 end; select 2; end', 'select 3'],
    ],
    [
      'an atomic body after a comment',
      'create function f() returns int Begin\n Atomic -- end;\n select 1; /* end; */ END; select 3',
      ['create function f() returns int Begin\n Atomic -- end;\n select 1; /* end; */ END', 'select 3'],
    ],
    ['columns called atomic and end', 'select atomic, x_end from t; select 2', ['select atomic, x_end from t', 'select 2']],
    ['an unfinished quote', `select 'a; b`, [`select 'a; b`]],
    ['a division and a minus', 'select 6 / 2 - 1; select 2', ['select 6 / 2 - 1', 'select 2']],
  ])('keeps %s together', (_, sql, statements) => {
    expect(splitStatements(sql)).toEqual(statements);
  });

  it('does work that grows with the text, not with its square', () => {
    const sql = "insert into public.t (a, b) values (1, 'x'); -- note\n".repeat(40_000);
    const before = process.cpuUsage();
    expect(splitStatements(sql)).toHaveLength(40_001);
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
  });
});
