import { AppError } from '../../common/errors/appError.js';
import { MailboxError } from '../../providers/ports/mailbox.port.js';
import { planFailure } from './failurePlan.js';
import { watchTiming } from './mailboxWatchers.service.js';

const pauses = watchTiming(60);
const plan = (error: unknown, failed_before = 0, random = 0.999_999) => planFailure(error, failed_before, pauses, random);
const lost = new MailboxError('retry', 'mail_connection_lost', 'It hung up.');

describe('planFailure', () => {
  it('waits up to 5 seconds at first, then twice as long each time, at most 5 minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 500].map((failed) => Math.round(plan(lost, failed).wait_ms / 1000))).toEqual([
      5, 10, 20, 40, 80, 160, 300, 300, 300,
    ]);
  });

  it('spreads the waits over the whole time', () => {
    expect([0, 0.5].map((random) => plan(lost, 1, random).wait_ms)).toEqual([0, 5_000]);
  });

  it('gives a server the patience it asks for', () => {
    expect(plan(new MailboxError('slow_down', 'mail_over_quota', 'Later.', 4 * 3_600_000))).toMatchObject({
      kind: 'slow_down',
      wait_ms: 4 * 3_600_000,
    });
    expect(plan(new MailboxError('slow_down', 'mail_slow_down', 'Later.'), 0, 0)).toMatchObject({ wait_ms: pauses.slow_down_ms });
  });

  it('bears three refused sign-ins, and one when no attempt can end otherwise', () => {
    expect(plan(new MailboxError('reconnect_needed', 'mail_auth_failed', 'No.'))).toMatchObject({ kind: 'auth', most: 3 });
    expect(plan(new MailboxError('reconnect_needed', 'mail_credentials_unreadable', 'No.'))).toMatchObject({ kind: 'auth', most: 1 });
  });

  it('ends when the mailbox was removed, and tries again when the database is away or another node was faster', () => {
    expect(plan(new AppError('support_email_not_found', 404, 'No.')).kind).toBe('ended');
    expect(plan(new AppError('database_unavailable', 503, 'Later.'))).toMatchObject({ kind: 'retry', code: 'database_unavailable' });
    expect(plan(new AppError('mailbox_cursor_moved', 409, 'Later.')).kind).toBe('retry');
  });

  it('says nothing of what nobody foresaw', () => {
    expect(plan(new TypeError('x is not a function'))).toMatchObject({
      kind: 'unforeseen',
      code: 'internal_error',
      message: 'Something failed on our side; the log has it.',
    });
  });
});
