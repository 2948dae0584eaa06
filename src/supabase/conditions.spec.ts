import { whereClause } from './conditions.js';

describe('conditions of a list', () => {
  it('are SQL with values to go along', () => {
    const { text, values } = whereClause([
      { columns: ['status'], operator: 'eq', value: 'open' },
      { columns: ['tier'], operator: 'in', value: ['vip', 'low'] },
      { columns: ['created_at'], operator: 'gte', value: '2026-01-01T00:00:00Z' },
      { columns: ['deleted_at'], operator: 'null' },
      { columns: ['revoked_at'], operator: 'set' },
    ]);
    expect(text).toBe('where status = $1 and tier = any ($2) and created_at >= $3 and deleted_at is null and revoked_at is not null');
    expect(values).toEqual(['open', ['vip', 'low'], '2026-01-01T00:00:00Z']);
  });

  it('take what is typed literally', () => {
    const { text, values } = whereClause([{ columns: ['name', 'note'], operator: 'contains', value: ' 50%_off\\ ' }]);
    expect([text, values]).toEqual(['where (name ilike $1 or note ilike $1)', ['%50\\%\\_off\\\\%']]);
  });

  it('look into lists and objects', () => {
    const { text, values } = whereClause([
      { columns: ['tags'], operator: 'has', value: 'a "b", c' },
      { columns: ['custom_fields'], operator: 'holds', value: { crop: 'wheat' } },
    ]);
    expect([text, values]).toEqual(['where tags @> $1 and custom_fields @> $2', [['a "b", c'], '{"crop":"wheat"}']]);
  });

  it('can be either of several groups, and share the values of a statement', () => {
    const values: unknown[] = ['first'];
    const { text } = whereClause(
      [
        { either: [[{ columns: ['user_id'], operator: 'eq', value: 'me' }], [{ columns: ['user_id'], operator: 'null' }]] },
        { columns: ['kind', 'other'], operator: 'eq', value: 'x' },
      ],
      values,
    );
    expect([text, values]).toEqual(['where ((user_id = $2) or (user_id is null)) and (kind = $3 or other = $3)', ['first', 'me', 'x']]);
  });

  it('are nothing when there are none', () => expect(whereClause([])).toEqual({ text: '', values: [] }));
});
