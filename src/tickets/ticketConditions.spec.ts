import { comparisonsOf, forMe } from './ticketConditions.js';

describe('forMe', () => {
  const me = { user_id: 'user-1', agent_id: 'agent-1' };

  it('puts whoever asks in where a field is about people, and nowhere else', () => {
    expect(
      forMe(
        {
          all: [
            { field: 'assignee_id', operator: 'in', value: ['me', 'agent-2'] },
            { not: { field: 'watcher_ids', operator: 'has_any', value: ['me'] } },
            { any: [{ field: 'created_by', operator: 'equals', value: 'me' }] },
            { field: 'subject', operator: 'contains', value: 'me' },
            { field: 'assignee_id', operator: 'is_empty' },
          ],
        },
        me,
      ),
    ).toEqual({
      all: [
        { field: 'assignee_id', operator: 'in', value: ['agent-1', 'agent-2'] },
        { not: { field: 'watcher_ids', operator: 'has_any', value: ['user-1'] } },
        { any: [{ field: 'created_by', operator: 'equals', value: 'user-1' }] },
        { field: 'subject', operator: 'contains', value: 'me' },
        { field: 'assignee_id', operator: 'is_empty' },
      ],
    });
  });

  it('finds nothing for somebody who is no agent', () => {
    const condition = forMe({ field: 'assignee_id', operator: 'equals', value: 'me' }, { user_id: 'user-1', agent_id: null });
    expect(comparisonsOf(condition)[0]!.value).toMatch(/^0{8}-/);
  });
});
