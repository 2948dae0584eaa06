import { type MessageStatus, nextStatus, statusRank } from './messageStatus.js';

describe('the status of a message', () => {
  it.each([
    ['sent', 'delivered', 'delivered'],
    ['read', 'delivered', 'read'],
    ['sent', 'failed', 'failed'],
    ['delivered', 'failed', 'delivered'],
    ['failed', 'sent', 'failed'],
    ['failed', 'delivered', 'delivered'],
    ['unknown', 'sent', 'sent'],
    ['read', 'played', 'played'],
    ['sent', 'warning', 'sent'],
    ['cancelled', 'read', 'cancelled'],
  ] as const)('%s, then %s, is %s', (status, reported, after) => {
    expect(nextStatus(status, reported)).toBe(after);
  });

  it('is the same in whatever order reports come', () => {
    const reports = ['sent', 'failed', 'delivered', 'read', 'warning'];
    const forwards = reports.reduce(nextStatus, 'queued' as MessageStatus);
    const backwards = reports.reduceRight(nextStatus, 'queued' as MessageStatus);
    expect([forwards, backwards]).toEqual(['read', 'read']);
  });

  it('does not know every word', () => {
    expect(statusRank('warning')).toBeUndefined();
  });
});
