import type { ConfigService } from '../config/config.service.js';
import { AppError } from '../errors/appError.js';
import { BusinessClock } from './businessClock.js';

const clock = new BusinessClock({ environment: { BUSINESS_TIMEZONE: 'Asia/Kolkata' } } as ConfigService);
const now = new Date('2026-02-24T20:00:00Z');

describe('BusinessClock', () => {
  it('knows the business date, which may be tomorrow in UTC', () => {
    expect(clock.today(now)).toBe('2026-02-25');
  });

  it('resolves a range in the business zone', () => {
    expect(clock.range({}, now)).toEqual({ start: new Date('2026-02-24T18:30:00Z'), end: now });
  });

  it('counts the date in `to` whole', () => {
    expect(clock.bound('from', '2026-02-24').toISOString()).toBe('2026-02-23T18:30:00.000Z');
    expect(clock.bound('to', '2026-02-24').toISOString()).toBe('2026-02-24T18:30:00.000Z');
    expect(clock.bound('created_to', '2026-02-24').toISOString()).toBe('2026-02-24T18:30:00.000Z');
    expect(clock.bound('to', '2026-02-24T00:00:00Z').toISOString()).toBe('2026-02-24T00:00:00.000Z');
  });

  it('names the field that cannot be read', () => {
    expect(() => clock.bound('from', 'soon')).toThrow(AppError);
    expect(() => clock.range({ range: '7d', end_date: '2026-02-24' }, now)).toThrow(
      expect.objectContaining({
        details: [{ field: 'end_date', message: 'end_date is only allowed with range=custom, not with range=7d' }],
      }) as Error,
    );
  });
});
