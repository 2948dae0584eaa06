import { AppError } from '../errors/appError.js';
import { businessDate, resolveDates, startOfBusinessDay } from './timeRange.js';

const INDIA = 'Asia/Kolkata';
const now = new Date('2026-02-24T20:00:00Z'); // 01:30 on the 25th in India

function faultOf(query: Parameters<typeof resolveDates>[0]): unknown {
  try {
    resolveDates(query, now, INDIA);
  } catch (error) {
    return (error as AppError).details;
  }
  return undefined;
}

describe('resolveDates', () => {
  it('begins today at midnight of the business zone, not of the server', () => {
    expect(resolveDates({}, now, INDIA)).toEqual({ start: new Date('2026-02-24T18:30:00Z'), end: now });
  });

  it.each([
    ['7d', 7],
    ['30d', 30],
  ] as const)('takes %s as that many days before now', (range, days) => {
    expect(resolveDates({ range }, now, INDIA).start).toEqual(new Date(now.getTime() - days * 86_400_000));
  });

  it('includes the whole end date', () => {
    expect(resolveDates({ range: 'custom', start_date: '2026-02-01', end_date: '2026-02-01' }, now, INDIA)).toEqual({
      start: new Date('2026-01-31T18:30:00Z'),
      end: new Date('2026-02-01T18:30:00Z'),
    });
  });

  it('takes instants as they are', () => {
    expect(
      resolveDates({ range: 'custom', start_date: '2026-02-01T00:00:00Z', end_date: '2026-02-01T06:30:00+05:30' }, now, INDIA),
    ).toEqual({
      start: new Date('2026-02-01T00:00:00Z'),
      end: new Date('2026-02-01T01:00:00Z'),
    });
  });

  it('takes dates without a range for custom', () => {
    expect(resolveDates({ start_date: '2026-02-01', end_date: '2026-02-02' }, now, INDIA).start).toEqual(new Date('2026-01-31T18:30:00Z'));
  });

  it.each([
    ['a custom range without dates', { range: 'custom' }, 'start_date'],
    ['a custom range without an end', { range: 'custom', start_date: '2026-02-01' }, 'end_date'],
    ['an end before the start', { range: 'custom', start_date: '2026-02-02', end_date: '2026-02-01' }, 'end_date'],
    ['a date that does not exist', { range: 'custom', start_date: '2026-02-31', end_date: '2026-03-01' }, 'start_date'],
    ['ten years', { range: 'custom', start_date: '2016-02-01', end_date: '2026-02-01' }, 'end_date'],
    ['a date in another notation', { range: 'custom', start_date: '01/02/2026', end_date: '2026-02-01' }, 'start_date'],
    ['dates beside a named range', { range: '7d', start_date: '2026-02-01' }, 'start_date'],
  ] as const)('refuses %s and names the field', (_name, query, field) => {
    expect(faultOf(query)).toEqual([expect.objectContaining({ field })]);
  });
});

describe('startOfBusinessDay', () => {
  it('begins at the first of two midnights', () => {
    // Havana, 2024-11-03: at 01:00 the clock goes back to 00:00.
    expect(startOfBusinessDay(new Date('2024-11-03T12:00:00Z'), 'America/Havana')).toEqual(new Date('2024-11-03T04:00:00Z'));
  });

  it('begins after a gap where midnight does not exist', () => {
    expect(startOfBusinessDay(new Date('2018-11-04T12:00:00Z'), 'America/Sao_Paulo')).toEqual(new Date('2018-11-04T03:00:00Z'));
  });
});

describe('businessDate', () => {
  it('is the date on the wall of the business', () => {
    expect(businessDate(now, INDIA)).toBe('2026-02-25');
  });
});
