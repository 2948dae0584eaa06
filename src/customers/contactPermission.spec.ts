import { type ContactFacts, type ContactPolicy, mayContact, type Purpose } from './contactPermission.js';

const NOON = new Date('2026-03-02T06:30:00Z'); // 12:00 in Kolkata
const POLICY: ContactPolicy = { quiet_from: '21:00', quiet_to: '09:00', unasked_max: 2, unasked_days: 7 };
const FACTS: ContactFacts = {
  deleted: false,
  blocked: false,
  consent: 'granted',
  do_not_contact: false,
  time_zone: 'Asia/Kolkata',
  unasked_at: [],
};
const ask = (facts: Partial<ContactFacts>, purpose: Purpose, now = NOON, policy: Partial<ContactPolicy> = {}) =>
  mayContact({ ...FACTS, ...facts }, purpose, { ...POLICY, ...policy }, now);

describe('may we contact a customer', () => {
  it.each<[string, Partial<ContactFacts>, Record<Purpose, string[]>]>([
    ['who consents', {}, { reply: [], service: [], survey: [], marketing: [] }],
    ['who has said nothing', { consent: 'unknown' }, { reply: [], service: [], survey: [], marketing: ['consent_missing'] }],
    ['who refuses', { consent: 'denied' }, { reply: [], service: [], survey: ['consent_denied'], marketing: ['consent_denied'] }],
    [
      'who wants only answers',
      { do_not_contact: true },
      { reply: [], service: ['do_not_contact'], survey: ['do_not_contact'], marketing: ['do_not_contact'] },
    ],
    ['who is blocked', { blocked: true }, { reply: ['blocked'], service: ['blocked'], survey: ['blocked'], marketing: ['blocked'] }],
    ['who was deleted', { deleted: true }, { reply: ['deleted'], service: ['deleted'], survey: ['deleted'], marketing: ['deleted'] }],
  ])('%s', (_who, facts, expected) => {
    for (const [purpose, reasons] of Object.entries(expected)) {
      expect([purpose, ask(facts, purpose as Purpose)]).toEqual([purpose, { allowed: reasons.length === 0, reasons, allowed_from: null }]);
    }
  });

  it('names every reason, the gravest first, and no time when time does not help', () => {
    const late = new Date('2026-03-02T17:00:00Z');
    expect(ask({ blocked: true, do_not_contact: true, consent: 'denied' }, 'marketing', late)).toEqual({
      allowed: false,
      reasons: ['blocked', 'do_not_contact', 'consent_denied', 'quiet_hours'],
      allowed_from: null,
    });
  });

  it.each([
    ['2026-03-02T15:29:59Z', null], // 20:59:59
    ['2026-03-02T15:30:00Z', '2026-03-03T03:30:00.000Z'], // 21:00
    ['2026-03-02T20:00:00Z', '2026-03-03T03:30:00.000Z'], // 01:30
    ['2026-03-03T03:29:59Z', '2026-03-03T03:30:00.000Z'], // 08:59:59
    ['2026-03-03T03:30:00Z', null], // 09:00
  ])('keeps quiet hours in the own time of the customer: %s', (now, until) => {
    expect(ask({}, 'survey', new Date(now)).allowed_from?.toISOString() ?? null).toBe(until);
    expect(ask({}, 'reply', new Date(now)).allowed).toBe(true);
  });

  it('knows quiet hours within a day, none at all, and clocks that change', () => {
    const policy = { quiet_from: '12:00', quiet_to: '14:00' };
    expect(ask({}, 'survey', NOON, policy).allowed_from?.toISOString()).toBe('2026-03-02T08:30:00.000Z');
    expect(ask({}, 'survey', new Date('2026-03-02T08:30:00Z'), policy).allowed).toBe(true);
    expect(ask({}, 'survey', new Date('2026-03-02T20:00:00Z'), { quiet_from: '00:00', quiet_to: '00:00' }).allowed).toBe(true);
    // In Berlin the night of 29 March has one hour less.
    const night = ask({ time_zone: 'Europe/Berlin' }, 'survey', new Date('2026-03-28T22:00:00Z'));
    expect(night.allowed_from?.toISOString()).toBe('2026-03-29T07:00:00.000Z');
  });

  it('contacts nobody too often who did not ask for it', () => {
    const days = (count: number) => new Date(NOON.getTime() - count * 86_400_000);
    expect(ask({ unasked_at: [days(1), days(8)] }, 'survey').allowed).toBe(true);
    const often = ask({ unasked_at: [days(1), days(3), days(5)] }, 'survey');
    expect(often).toEqual({ allowed: false, reasons: ['too_often'], allowed_from: new Date(days(3).getTime() + 7 * 86_400_000) });
    expect(ask({ unasked_at: [days(1), days(3)] }, 'service').allowed).toBe(true);
    expect(ask({ unasked_at: [days(1), days(3)] }, 'survey', NOON, { unasked_max: 0 }).allowed).toBe(true);
  });
});
