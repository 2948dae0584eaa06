import { CHANGE_EVENTS } from '../common/realtime/changeEvents.js';
import { EMAIL_EVENTS } from './emailSocketEvents.js';

describe('the events of /emails', () => {
  it('are typed, all of them', () => {
    expect(EMAIL_EVENTS.every((name) => /^(support_email|email_thread|email):/.test(name))).toBe(true);
    expect(Object.keys(CHANGE_EVENTS).filter((name) => /^(support_email|email_thread|email):/.test(name))).toEqual(EMAIL_EVENTS);
  });
});
