import { readSettings } from '../start/settings.js';
import { nextStep } from './nextStep.js';
import { WEBHOOK_SUBSCRIPTIONS } from './webhookSubscriptions.settings.js';

const schedule = readSettings({}).of(WEBHOOK_SUBSCRIPTIONS).WEBHOOK_RETRY_SCHEDULE;
const answer = (change: object) => ({ status_code: null, error_code: null, retry_after_ms: null, abort_message: false, ...change });
const step = (change: object, failed_before = 0, random = 0.5) => nextStep(answer(change), failed_before, schedule, random);

describe('nextStep', () => {
  it.each([200, 201, 204, 299])('takes %s for delivered', (status_code) => {
    expect(step({ status_code, abort_message: true })).toEqual({ result: 'delivered', retry_in_ms: null, gone: false });
  });

  it.each([199, 300, 302, 400, 404, 500, 503])('takes %s for a failure', (status_code) => {
    expect(step({ status_code })).toEqual({ result: 'failed', retry_in_ms: 5_000, gone: false });
  });

  it('makes eight attempts over 27 hours and a half, then gives up', () => {
    const waits = Array.from({ length: 8 }, (_, failed_before) => step({ error_code: 'timeout' }, failed_before).retry_in_ms);
    expect(waits.at(-1)).toBeNull();
    expect(waits.slice(0, -1).reduce<number>((sum, wait) => sum + wait!, 0)).toBe(((27 * 60 + 35) * 60 + 5) * 1000);
  });

  it('spreads the waits by a fifth either way', () => {
    expect([0, 0.5, 1].map((random) => step({ status_code: 500 }, 1, random).retry_in_ms)).toEqual([240_000, 300_000, 360_000]);
  });

  it.each([
    [429, 60_000, 60_000],
    [502, 60_000, 60_000],
    [504, 1_000, 5_000],
    [429, 86_400_000, 3_600_000],
    [500, 60_000, 5_000],
    [429, null, 5_000],
  ])('after %s with Retry-After of %s ms waits %s ms', (status_code, retry_after_ms, wait) => {
    expect(step({ status_code, retry_after_ms }).retry_in_ms).toBe(wait);
  });

  it('does not let Retry-After lengthen the schedule', () => {
    expect(step({ status_code: 429, retry_after_ms: 1_000 }, 7).retry_in_ms).toBeNull();
  });

  it('ends a message when the endpoint says so, an endpoint on 410, and nothing when we stop', () => {
    expect(step({ status_code: 400, abort_message: true })).toEqual({ result: 'aborted', retry_in_ms: null, gone: false });
    expect(step({ status_code: 410 }, 7)).toEqual({ result: 'failed', retry_in_ms: 0, gone: true });
    expect(step({ error_code: 'stopped' }, 7)).toEqual({ result: 'released', retry_in_ms: 0, gone: false });
  });
});
