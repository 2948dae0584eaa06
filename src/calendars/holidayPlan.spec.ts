import { type HolidayCalendar, HolidayPlan } from './holidayPlan.js';

const GANDHI = { date: '2026-10-02', name: 'Gandhi Jayanti', yearly: true };

function plan(): { todo: HolidayPlan; calendar: HolidayCalendar } {
  const calendar = { id: 'c', name: 'Office', holidays: [GANDHI] };
  return { todo: new HolidayPlan(new Map([calendar, calendar].map((one, at) => [['', 'office'][at]!, one]))), calendar };
}

describe('what a file makes of holidays', () => {
  it('adds them by date, in order, to the default calendar or the one that is named', () => {
    const { todo, calendar } = plan();
    expect(todo.take({ line: 2, values: { date: '2026-08-15', calendar: 'OFFICE' } })).toMatchObject({ outcome: 'created' });
    expect(todo.take({ line: 3, values: { date: '2026-12-24', hours: [['09:00', '13:00']] } })).toMatchObject({ outcome: 'created' });
    expect(calendar.holidays.map(({ date }) => date)).toEqual(['2026-08-15', '2026-10-02', '2026-12-24']);
    expect([...todo.changed]).toEqual([calendar]);
  });

  it('changes one that is there, and leaves it when the row says the same', () => {
    const { todo, calendar } = plan();
    expect(todo.take({ line: 2, values: { ...GANDHI } })).toMatchObject({ outcome: 'unchanged' });
    expect(todo.changed.size).toBe(0);
    expect(todo.take({ line: 3, values: { ...GANDHI, name: 'Gandhi' } })).toMatchObject({ outcome: 'updated' });
    expect(calendar.holidays).toEqual([{ ...GANDHI, name: 'Gandhi' }]);
  });

  it.each([
    ['calendar', { date: '2026-10-02', calendar: 'Nowhere' }],
    ['date', { name: 'Diwali' }],
    ['hours', { date: '2026-10-02', hours: [['9', '13:00']] }],
  ])('refuses a row whose %s cannot be used', (field, values) => {
    expect(plan().todo.take({ line: 2, values })).toMatchObject({ outcome: 'failed', faults: [{ field }] });
  });
});
